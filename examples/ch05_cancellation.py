"""The weather service: clients that retry, and a server that drains."""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]
ATTEMPT_TIMEOUT = 15
FIRST_WAIT, LONGEST_WAIT = 0.5, 5


async def main(options):
    cities = options.cities or CITIES
    if options.command == "client":
        return await ask_all(options.port, cities, options)
    stop = asyncio.Event()
    server = Server(options, stop)
    port = await server.start()
    if options.command == "server":
        loop = asyncio.get_running_loop()
        for name in [signal.SIGINT, signal.SIGTERM]:
            loop.add_signal_handler(name, stop.set)
    else:
        await ask_all(port, cities, options)
        stop.set()
    await stop.wait()
    await server.drain()


# The server


class Server:
    def __init__(self, options, stop):
        self.options = options
        self.stop = stop
        self.tasks = set()
        self.sent = 0

    # ANCHOR: server
    async def start(self):
        # asyncio makes a task of each call of `accepted`.
        self.listener = await asyncio.start_server(
            self.accepted, "127.0.0.1", self.options.port
        )
        port = self.listener.sockets[0].getsockname()[1]
        print(f"Weather server started on port {port}", flush=True)
        return port

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
        except asyncio.CancelledError:
            await say(reader, writer, {"error": "the server is shutting down"})

    async def drain(self):
        start = time.perf_counter()
        self.listener.close()
        count = len(self.tasks)
        print(f"Shutting down with {count} answers to finish", flush=True)
        late = set()
        if self.tasks:
            _, late = await asyncio.wait(
                self.tasks, timeout=self.options.drain
            )
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        seconds = time.perf_counter() - start
        print(f"Stopped after {seconds:.2f} s with {self.sent} answers sent")
        if late:
            sys.exit(f"error: gave up on {len(late)} answers")
    # ANCHOR_END: server

    async def answer(self, reader, writer):
        try:
            question = await asyncio.wait_for(read_object(reader), 5)
            city = question["city"]
        except (ValueError, LookupError, TypeError, TimeoutError) as error:
            await say(reader, writer, {"error": str(error)})
            raise
        await asyncio.sleep(self.options.delay)
        weather = {"city": city, "temperature": 20, "conditions": "sunny"}
        await say(reader, writer, weather)
        self.sent += 1


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


async def ask_all(port, cities, options):
    start = time.perf_counter()
    async with asyncio.TaskGroup() as questions:
        for city in cities:
            questions.create_task(ask_with_retries(port, city, options))
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


# ANCHOR: client
async def ask_with_retries(port, city, options):
    wait = FIRST_WAIT
    for attempt in range(1, options.attempts + 1):
        try:
            weather = await asyncio.wait_for(ask(port, city), ATTEMPT_TIMEOUT)
            print(f"Received weather for {city}: {weather}", flush=True)
            return
        except (OSError, EOFError, TimeoutError) as error:
            if attempt == options.attempts:
                raise
            seconds = wait * random.uniform(1, 2)
            again = f"Asking for {city} again in {seconds:.2f} s"
            print(f"{again}: {error!r}", file=sys.stderr)
        await asyncio.sleep(seconds)
        wait = min(2 * wait, LONGEST_WAIT)


async def ask(port, city):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(to_bytes({"city": city}))
        weather = (await reader.read()).decode()
    finally:
        writer.close()
    if not weather:
        raise EOFError("the server closed the connection without an answer")
    return weather
# ANCHOR_END: client


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = ["both", "server", "client"]
    parser.add_argument("command", nargs="?", choices=commands, default="both")
    parser.add_argument("cities", nargs="*")
    port = int(os.environ.get("WEATHER_PORT", 8000))
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--delay", type=float, default=2)
    parser.add_argument("--attempts", type=int, default=3)
    parser.add_argument("--drain", type=float, default=10)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except* (OSError, EOFError, TimeoutError) as errors:
        sys.exit(f"error: {errors.exceptions[0]}")
