"""The weather service: an event loop of our own, one thread, all at once."""

import argparse
import collections
import heapq
import itertools
import json
import os
import selectors
import socket
import sys
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]


def main():
    options = arguments()
    if options.command == "client":
        return run(ask_all(options.port, options.cities or CITIES))
    # Not `localhost`: that name may mean ::1, where nobody looks for us.
    listener = socket.create_server(("127.0.0.1", options.port), backlog=100)
    if options.command == "server":
        return run(serve(listener, options.delay))
    spawn(serve(listener, options.delay))
    return run(ask_all(listener.getsockname()[1], CITIES))


# The loop: coroutines, and whom to send `None` next

ready = collections.deque()
timers = []
sockets = selectors.DefaultSelector()
counter = itertools.count()


class Wait:
    """Gives way once; says what the coroutine waits for."""

    def __init__(self, *what):
        self.what = what

    def __await__(self):
        yield self.what


def spawn(coroutine):
    ready.append(coroutine)


# ANCHOR: loop
def run(main):
    """Run all tasks until this one ends."""
    spawn(main)
    while True:
        for _ in range(len(ready)):
            task = ready.popleft()
            try:
                keep(task, *task.send(None))
            except StopIteration:
                if task is main:
                    return
        wait()


def keep(task, event, what):
    if event == "sleep":
        heapq.heappush(timers, (what, next(counter), task))
    else:
        sockets.register(what, event, task)


def wait():
    """Sleep until a socket is ready or a timer is due."""
    left = max(0, timers[0][0] - time.monotonic()) if timers else None
    for key, _ in sockets.select(0 if ready else left):
        sockets.unregister(key.fileobj)
        ready.append(key.data)
    while timers and timers[0][0] <= time.monotonic():
        ready.append(heapq.heappop(timers)[2])
# ANCHOR_END: loop


async def sleep(seconds):
    await Wait("sleep", time.monotonic() + seconds)


async def receive(stream):
    await Wait(selectors.EVENT_READ, stream)
    return stream.recv(4096)


async def send(stream, message):
    rest = json.dumps(message, ensure_ascii=False).encode()
    while rest:
        await Wait(selectors.EVENT_WRITE, stream)
        rest = rest[stream.send(rest):]


# The server


# ANCHOR: server
async def serve(listener, delay):
    port = listener.getsockname()[1]
    print(f"Weather server started on port {port}", flush=True)
    while True:
        await Wait(selectors.EVENT_READ, listener)
        client, (host, port) = listener.accept()
        print(f"Accepted connection from {host}:{port}", flush=True)
        spawn(answer(client, delay, f"{host}:{port}"))


async def answer(client, delay, address):
    with client:
        try:
            city = (await read_object(client))["city"]
            await sleep(delay)
            weather = {"temperature": 20, "conditions": "sunny"}
            await send(client, {"city": city} | weather)
            client.shutdown(socket.SHUT_WR)
            while await receive(client):
                pass
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"No answer for {address}: {error}", file=sys.stderr)


async def read_object(client):
    """Read one object, not to the end: the client keeps the stream open."""
    request = b""
    while chunk := await receive(client):
        request += chunk
        if len(request) > 64 * 1024:
            raise ValueError("the request is over 64 KiB")
        try:
            return json.JSONDecoder().raw_decode(request.decode().lstrip())[0]
        except ValueError:
            continue  # perhaps the rest is still on its way
    raise ValueError("the request ended before it was whole")
# ANCHOR_END: server


# The client


async def ask_all(port, cities):
    start = time.perf_counter()
    answered = []
    for city in cities:
        spawn(ask(port, city, answered))
    # Our tasks cannot wait for each other yet: so look, again and again.
    while len(answered) < len(cities):
        await sleep(0.001)
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


async def ask(port, city, answered):
    with socket.create_connection(("127.0.0.1", port)) as server:
        await send(server, {"city": city})
        weather = b""
        while chunk := await receive(server):
            weather += chunk
    text = weather.decode()
    print(f"Received weather for {city}: {text}", flush=True)
    answered.append(city)


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
        main()
    except OSError as error:
        sys.exit(f"error: {error}")
