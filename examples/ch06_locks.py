"""The weather service: a shared cache, and few upstream calls."""

import argparse
import asyncio
import json
import os
import sys
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]


async def main(options):
    cities = options.cities or CITIES
    if options.command == "client":
        return await ask_all(options.port, cities)
    server = Server(options)
    listener = await server.start()
    async with listener:
        if options.command == "server":
            return await listener.serve_forever()
        port = listener.sockets[0].getsockname()[1]
        await ask_all(port, cities)
    await server.drain()


# The server


class Forecasts:
    """What is known about each city, or is being asked about it."""

    def __init__(self, options):
        self.options = options
        self.calls_of_cities = {}
        self.call_permits = asyncio.Semaphore(options.upstream_calls)
        self.calls = 0

    # ANCHOR: get
    async def get(self, city):
        call = self.calls_of_cities.get(city)
        if call is None or self.is_old(call):
            call = asyncio.create_task(self.call_upstream(city))
            self.calls_of_cities[city] = call
        # Without the shield, a request that is cancelled would end the call.
        weather, _ = await asyncio.shield(call)
        return weather

    def is_old(self, call):
        if not call.done():
            return False
        if call.cancelled() or call.exception():
            return True
        _, arrived = call.result()
        return time.perf_counter() - arrived >= self.options.max_age

    async def call_upstream(self, city):
        async with self.call_permits:
            self.calls += 1
            await asyncio.sleep(self.options.delay)
        weather = {"city": city, "temperature": 20, "conditions": "sunny"}
        return weather, time.perf_counter()
    # ANCHOR_END: get


class Server:
    def __init__(self, options):
        self.options = options
        self.forecasts = Forecasts(options)
        self.tasks = set()
        self.sent = 0

    async def start(self):
        listener = await asyncio.start_server(
            self.accepted, "127.0.0.1", self.options.port
        )
        port = listener.sockets[0].getsockname()[1]
        print(f"Weather server started on port {port}", flush=True)
        return listener

    async def accepted(self, reader, writer):
        host, port = writer.get_extra_info("peername")
        print(f"Accepted connection from {host}:{port}", flush=True)
        task = asyncio.current_task()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        try:
            await self.answer(reader, writer)
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"No answer for {host}:{port}: {error}", file=sys.stderr)

    async def answer(self, reader, writer):
        try:
            question = await asyncio.wait_for(read_object(reader), 5)
            city = question["city"]
        except (ValueError, LookupError, TypeError, TimeoutError) as error:
            await say(reader, writer, {"error": str(error)})
            raise
        await say(reader, writer, await self.forecasts.get(city))
        self.sent += 1

    async def drain(self):
        start = time.perf_counter()
        count = len(self.tasks)
        print(f"Shutting down with {count} answers to finish", flush=True)
        await asyncio.gather(*self.tasks)
        seconds = time.perf_counter() - start
        print(f"Stopped after {seconds:.2f} s with {self.sent} answers sent")
        print(f"Made {self.forecasts.calls} upstream calls")


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


def to_bytes(message):
    return json.dumps(message, ensure_ascii=False).encode()


# The client


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


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = ["both", "server", "client"]
    parser.add_argument("command", nargs="?", choices=commands, default="both")
    parser.add_argument("cities", nargs="*")
    port = int(os.environ.get("WEATHER_PORT", 8000))
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--delay", type=float, default=2)
    parser.add_argument("--max-age", type=float, default=60)
    parser.add_argument("--upstream-calls", type=int, default=10)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except OSError as error:
        sys.exit(f"error: {error}")
