"""The weather service: five cities asked at once, from one thread."""

import argparse
import asyncio
import json
import os
import socket
import sys
import threading
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]


def main():
    options = parse_arguments()
    if options.command == "client":
        cities = options.cities or CITIES
        return asyncio.run(ask_all(options.port, cities))
    # Not `localhost`: that name may stand for ::1, another address.
    listener = socket.create_server(("127.0.0.1", options.port))
    if options.command == "server":
        return serve(listener, options.delay)
    server = threading.Thread(
        target=serve, args=(listener, options.delay), daemon=True
    )
    server.start()
    return asyncio.run(ask_all(listener.getsockname()[1], CITIES))


# The server


def serve(listener, delay):
    port = listener.getsockname()[1]
    print(f"Weather server started on port {port}", flush=True)
    while True:
        client, (host, port) = listener.accept()
        print(f"Accepted connection from {host}:{port}", flush=True)
        thread = threading.Thread(
            target=answer_and_close,
            args=(client, f"{host}:{port}", delay),
            daemon=True,
        )
        thread.start()


def answer_and_close(client, address, delay):
    with client:
        try:
            answer(client, delay)
        except (OSError, ValueError) as error:
            print(f"No answer for {address}: {error}", file=sys.stderr)


def answer(client, delay):
    client.settimeout(5)
    try:
        city = read_object(client)["city"]
    except (
        ValueError, LookupError, TypeError, TimeoutError, RecursionError
    ) as error:
        send_message(client, {"error": str(error)})
    else:
        time.sleep(delay)
        weather = {"city": city, "temperature": 20, "conditions": "sunny"}
        send_message(client, weather)
    close_gracefully(client)


def read_object(client):
    """Read one JSON object, and don't wait for the end of the stream."""
    request = b""
    while chunk := client.recv(4096):
        request += chunk
        if len(request) > 64 * 1024:
            raise ValueError("the request is over 64 KiB")
        try:
            return json.JSONDecoder().raw_decode(request.decode().lstrip())[0]
        except ValueError:
            continue  # the rest may still be on its way
    raise ValueError("the request ended before it was whole")


def close_gracefully(client):
    """Read the rest, because closing with unread bytes resets a connection."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(0.5)
    try:
        while client.recv(4096):
            pass
    except TimeoutError:
        pass


def send_message(stream, message):
    stream.sendall(to_json(message))


def to_json(message):
    return json.dumps(message, ensure_ascii=False).encode()


# The client


# ANCHOR: client
async def ask_all(port, cities):
    start = time.perf_counter()
    await asyncio.gather(*[ask(port, city) for city in cities])
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


async def ask(port, city):
    async with asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(to_json({"city": city}))
        weather = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
    print(f"Received weather for {city}: {weather}", flush=True)
# ANCHOR_END: client


def parse_arguments():
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
