"""A web server and a client in one program."""

import asyncio

import aiohttp
from aiohttp import web


# ANCHOR: handler
async def london(request):
    return web.json_response({"city": "London", "temperature": 20})


# ANCHOR_END: handler


# ANCHOR: main
async def main():
    app = web.Application()
    app.add_routes([web.get("/london", london)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]

    async with aiohttp.ClientSession() as session:
        url = f"http://{host}:{port}/london"
        async with session.get(url) as response:
            print(f"Status: {response.status} {response.reason}")
            weather = await response.json()
            print(f"{weather['city']}: {weather['temperature']} °C")

    await runner.cleanup()


# ANCHOR_END: main


asyncio.run(main())
