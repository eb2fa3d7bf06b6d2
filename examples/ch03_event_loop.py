"""The weather service on our own event loop: one thread, all at once."""

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
        return ask_all(options.port, options.cities or CITIES)
    # Not `localhost`: that name may stand for ::1, another address.
    listener = socket.create_server(("127.0.0.1", options.port), backlog=100)
    listener.setblocking(False)
    server = serve(listener, options.delay)
    if options.command == "server":
        return run(server)
    spawn(server)
    return ask_all(listener.getsockname()[1], CITIES)


# The event loop: it sends `None` to the coroutines that are ready

ready_queue = collections.deque()
timers = []
sockets = selectors.DefaultSelector()
counter = itertools.count()


class Wait:
    """Yields itself to the loop once, to report what the coroutine awaits."""

    def __init__(self, event, value):
        self.event = event
        self.value = value

    def __await__(self):
        yield self


def spawn(coroutine):
    ready_queue.append(coroutine)


# ANCHOR: loop
def run(*coroutines):
    """Run all tasks until these have finished."""
    unfinished = set(coroutines)
    ready_queue.extend(coroutines)
    while unfinished:
        for _ in range(len(ready_queue)):
            task = ready_queue.popleft()
            try:
                wait = task.send(None)
            except StopIteration:
                unfinished.discard(task)
            else:
                register(task, wait)
        if unfinished:
            wait_for_events()


def register(task, wait):
    if wait.event == "sleep":
        heapq.heappush(timers, (wait.value, next(counter), task))
    else:
        sockets.register(wait.value, wait.event, task)


def wait_for_events():
    """Sleep until a socket is ready or a timer is due."""
    timeout = max(0, timers[0][0] - time.monotonic()) if timers else None
    for key, _ in sockets.select(0 if ready_queue else timeout):
        sockets.unregister(key.fileobj)
        ready_queue.append(key.data)
    while timers and timers[0][0] <= time.monotonic():
        ready_queue.append(heapq.heappop(timers)[2])
# ANCHOR_END: loop


async def sleep(seconds):
    await Wait("sleep", time.monotonic() + seconds)


async def connect(port):
    stream = socket.socket()
    stream.setblocking(False)
    stream.connect_ex(("127.0.0.1", port))
    await Wait(selectors.EVENT_WRITE, stream)
    code = stream.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        stream.close()
        raise OSError(code, os.strerror(code))
    return stream


async def receive(stream):
    await Wait(selectors.EVENT_READ, stream)
    return stream.recv(4096)


async def send(stream, message):
    unsent = json.dumps(message, ensure_ascii=False).encode()
    while unsent:
        await Wait(selectors.EVENT_WRITE, stream)
        unsent = unsent[stream.send(unsent):]


# The server


# ANCHOR: server
async def serve(listener, delay):
    port = listener.getsockname()[1]
    print(f"Weather server started on port {port}", flush=True)
    while True:
        await Wait(selectors.EVENT_READ, listener)
        client, (host, port) = listener.accept()
        client.setblocking(False)
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


def ask_all(port, cities):
    start = time.perf_counter()
    run(*[ask(port, city) for city in cities])
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


async def ask(port, city):
    with await connect(port) as server:
        await send(server, {"city": city})
        weather = b""
        while chunk := await receive(server):
            weather += chunk
    print(f"Received weather for {city}: {weather.decode()}", flush=True)


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
