"""The weather service: a task for each connection."""

import argparse
import asyncio
import json
import os
import sys
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]


async def main(options):
    if options.command == "client":
        return await ask_all(options.port, options.cities or CITIES)
    server = await serve(options.port, options.delay)
    async with server:
        if options.command == "server":
            return await server.serve_forever()
        port = server.sockets[0].getsockname()[1]
        await ask_all(port, CITIES)


# The server


# ANCHOR: server
async def serve(port, delay):
    # asyncio makes a task of each call of this.
    async def accepted(reader, writer):
        host, port = writer.get_extra_info("peername")
        print(f"Accepted connection from {host}:{port}", flush=True)
        try:
            await answer(reader, writer, delay)
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"No answer for {host}:{port}: {error}", file=sys.stderr)

    server = await asyncio.start_server(accepted, "127.0.0.1", port)
    port = server.sockets[0].getsockname()[1]
    print(f"Weather server started on port {port}", flush=True)
    return server


async def answer(reader, writer, delay):
    try:
        question = await asyncio.wait_for(read_object(reader), 5)
        city = question["city"]
    except (ValueError, LookupError, TypeError, TimeoutError) as error:
        await say(reader, writer, {"error": str(error)})
        raise
    await asyncio.sleep(delay)
    weather = {"city": city, "temperature": 20, "conditions": "sunny"}
    await say(reader, writer, weather)


async def read_object(reader):
    """Read one object, not to the end: the client keeps the stream open."""
    request = b""
    while chunk := await reader.read(4096):
        request += chunk
        if len(request) > 64 * 1024:
            raise ValueError("the request is over 64 KiB")
        try:
            return json.JSONDecoder().raw_decode(request.decode().lstrip())[0]
        except ValueError:
            continue  # perhaps the rest is still on its way
    raise ValueError("the request ended before it was whole")


async def say(reader, writer, message):
    """Send it, then read what is left: unread bytes reset a connection."""
    writer.write(to_bytes(message))
    writer.write_eof()
    try:
        await asyncio.wait_for(reader.read(), 0.5)
    except TimeoutError:
        pass
    writer.close()
# ANCHOR_END: server


def to_bytes(message):
    return json.dumps(message, ensure_ascii=False).encode()


# The client


# ANCHOR: client
async def ask_all(port, cities):
    start = time.perf_counter()
    async with asyncio.TaskGroup() as questions:
        for city in cities:
            questions.create_task(ask(port, city))
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


async def ask(port, city):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(to_bytes({"city": city}))
    weather = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    print(f"Received weather for {city}: {weather}", flush=True)
# ANCHOR_END: client


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = ["both", "server", "client"]
    parser.add_argument("command", nargs="?", choices=commands, default="both")
    parser.add_argument("cities", nargs="*")
    port = int(os.environ.get("WEATHER_PORT", 8000))
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--delay", type=float, default=2)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except OSError as error:
        sys.exit(f"error: {error}")
