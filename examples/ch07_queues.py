"""The weather service: a queue of jobs, workers, and live updates."""

import argparse
import asyncio
import json
import os
import random
import sys
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]
MAX_PENDING_UPDATES = 16


async def main(options):
    cities = options.cities or CITIES
    if options.command == "client":
        return await ask_all(options.port, cities, options)
    server = Server(options)
    listener = await server.start()
    async with listener:
        if options.command == "server":
            return await listener.serve_forever()
        port = listener.sockets[0].getsockname()[1]
        await ask_all(port, cities, options)
    await server.drain()


# The server


class Server:
    def __init__(self, options):
        self.options = options
        self.jobs = asyncio.Queue(options.queue)
        self.followers = set()
        self.tasks = set()
        self.sent = 0
        self.done = 0

    async def start(self):
        workers = range(self.options.workers)
        self.workers = [asyncio.create_task(self.work()) for _ in workers]
        self.station = asyncio.create_task(self.measure())
        listener = await asyncio.start_server(
            self.accepted, "127.0.0.1", self.options.port
        )
        port = listener.sockets[0].getsockname()[1]
        print(f"Weather server started on port {port}", flush=True)
        return listener

    # ANCHOR: jobs
    async def work(self):
        while True:
            city, reply = await self.jobs.get()
            await asyncio.sleep(self.options.delay)
            weather = weather_in(city, 20)
            if not reply.cancelled():
                reply.set_result(weather)
            self.done += 1

    async def submit(self, city):
        reply = asyncio.get_running_loop().create_future()
        try:
            self.jobs.put_nowait((city, reply))
        except asyncio.QueueFull:
            raise ValueError("busy: the queue is full") from None
        return await reply
    # ANCHOR_END: jobs

    # ANCHOR: updates
    async def measure(self):
        number = 0
        while True:
            for queue in self.followers:
                if queue.full():
                    queue.get_nowait()  # the oldest one is lost
                queue.put_nowait(number)
            number += 1
            await asyncio.sleep(self.options.every)

    async def follow(self, writer, city, updates):
        weather = await self.submit(city)
        queue = asyncio.Queue(MAX_PENDING_UPDATES)
        self.followers.add(queue)
        expected = None
        try:
            await send_line(writer, weather)
            for _ in range(updates):
                number = await queue.get()
                if expected is not None and number > expected:
                    await send_line(writer, {"missed": number - expected})
                expected = number + 1
                await send_line(writer, weather_in(city, number % 30))
        finally:
            self.followers.discard(queue)
    # ANCHOR_END: updates

    async def accepted(self, reader, writer):
        host, port = writer.get_extra_info("peername")
        print(f"Accepted connection from {host}:{port}", flush=True)
        task = asyncio.current_task()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        try:
            await self.answer(reader, writer)
            self.sent += 1
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"No answer for {host}:{port}: {error}", file=sys.stderr)

    async def answer(self, reader, writer):
        try:
            question = await asyncio.wait_for(read_object(reader), 5)
            city, updates = question["city"], question.get("updates", 0)
            if updates:
                await self.follow(writer, city, updates)
                return writer.close()
            weather = await self.submit(city)
        except (ValueError, LookupError, TypeError, TimeoutError) as error:
            await say(reader, writer, {"error": str(error)})
            raise
        await say(reader, writer, weather)

    async def drain(self):
        start = time.perf_counter()
        count = len(self.tasks)
        print(f"Shutting down with {count} answers to finish", flush=True)
        await asyncio.gather(*self.tasks)
        seconds = time.perf_counter() - start
        print(f"Stopped after {seconds:.2f} s with {self.sent} answers sent")
        for task in [self.station, *self.workers]:
            task.cancel()
        print(f"The workers did {self.done} jobs")


def weather_in(city, temperature):
    return {"city": city, "temperature": temperature, "conditions": "sunny"}


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


async def send_line(writer, message):
    writer.write(to_bytes(message) + b"\n")
    await writer.drain()


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


async def ask_with_retries(port, city, options):
    for attempt in range(options.attempts):
        weather = await ask(port, city)
        if "busy" not in weather:
            break
        wait = 0.5 * 2**attempt * random.uniform(1, 2)
        again = f"Asking for {city} again in {wait:.2f} s: {weather}"
        print(again, file=sys.stderr)
        await asyncio.sleep(wait)
    print(f"Received weather for {city}: {weather}", flush=True)


async def ask(port, city):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(to_bytes({"city": city}))
    weather = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return weather


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = ["both", "server", "client"]
    parser.add_argument("command", nargs="?", choices=commands, default="both")
    parser.add_argument("cities", nargs="*")
    port = int(os.environ.get("WEATHER_PORT", 8000))
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--delay", type=float, default=2)
    parser.add_argument("--workers", type=int, default=5)
    parser.add_argument("--queue", type=int, default=10)
    parser.add_argument("--every", type=float, default=0.5)
    parser.add_argument("--attempts", type=int, default=3)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except OSError as error:
        sys.exit(f"error: {error}")
