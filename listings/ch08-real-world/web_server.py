"""A web server that runs until you interrupt it."""

import asyncio
import os
import socket
import sys
import time

import aiohttp
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse

app = FastAPI()


# ANCHOR: greet
@app.get("/", response_class=PlainTextResponse)
async def greet(name: str = "World"):
    await asyncio.sleep(0.1)  # Pretend to work.
    return f"Hello, {name}!"


# ANCHOR_END: greet


# ANCHOR: slow
@app.get("/slow", response_class=PlainTextResponse)
async def answer_slowly(delay: float = 1):
    await asyncio.sleep(delay)
    return f"Processed after {delay} seconds"


@app.exception_handler(RequestValidationError)
async def bad_request(request, error):
    return JSONResponse({"error": error.errors()[0]["msg"]}, 400)


# ANCHOR_END: slow


@app.get("/json")
async def describe_request(request: Request):
    timestamp, path = int(time.time()), request.url.path
    return {"message": "This is JSON", "method": request.method,
            "path": path, "timestamp": timestamp}  # fmt: skip


# ANCHOR: main
async def main():
    asks_itself = len(sys.argv) == 1
    port = 0 if asks_itself else int(os.environ.get("PORT", "8080"))
    listener = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    print(f"Try {url}/?name=Ada, {url}/slow?delay=3 and {url}/json")
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    if asks_itself:
        await ask_each(url)
        server.should_exit = True
    await serving
    print("Each request is answered, and the server has stopped")


# ANCHOR_END: main


async def ask_each(url):
    async with aiohttp.ClientSession(url) as session:
        paths = ["/?name=Ada", "/slow?delay=0.5", "/slow?delay=soon", "/json"]
        for path in paths:
            async with session.get(path) as response:
                print(f"{path}: {response.status} {response.reason}")
                print(f"  {await response.text()}", flush=True)


asyncio.run(main())
