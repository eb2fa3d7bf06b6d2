"""A JSON API that takes a number from the path."""

import asyncio
import socket

import aiohttp
import uvicorn
from fastapi import FastAPI

app = FastAPI()


# ANCHOR: item
@app.get("/data/{item_id}")
async def read_item(item_id: int):
    await asyncio.sleep(0.1)  # Pretend to ask a database.
    return {"item_id": item_id, "name": f"Item {item_id}"}


# ANCHOR_END: item


# ANCHOR: data
@app.get("/api/data")
async def read_data():
    await asyncio.sleep(0.1)
    return {"data": [1, 2, 3]}


# ANCHOR_END: data


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))

    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with aiohttp.ClientSession(url) as session:
        for path in ["/data/42", "/api/data", "/data/seven", "/data/-1"]:
            async with session.get(path) as response:
                body = await response.text()
                print(f"{path}: {response.status} {body}", flush=True)
    server.should_exit = True
    await serving


asyncio.run(main())
