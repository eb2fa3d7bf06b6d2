"""The weather service: one thread, one client at a time."""

import argparse
import json
import os
import socket
import sys
import threading
import time

CITIES = ["London", "Paris", "New York", "Tokyo", "Berlin"]


def main():
    options = arguments()
    if options.command == "client":
        return ask_all(options.port, options.cities or CITIES)
    # Not `localhost`: that name may stand for ::1, another address.
    listener = socket.create_server(("127.0.0.1", options.port))
    if options.command == "server":
        return serve(listener, options.delay)
    server = threading.Thread(
        target=serve, args=(listener, options.delay), daemon=True
    )
    server.start()
    return ask_all(listener.getsockname()[1], CITIES)


# The server


# ANCHOR: server
def serve(listener, delay):
    port = listener.getsockname()[1]
    print(f"Weather server started on port {port}", flush=True)
    while True:
        client, (host, port) = listener.accept()
        print(f"Accepted connection from {host}:{port}", flush=True)
        with client:
            try:
                answer(client, delay)
            except (OSError, ValueError) as error:
                print(f"No answer for {host}:{port}: {error}", file=sys.stderr)


def answer(client, delay):
    client.settimeout(5)
    try:
        city = read_object(client)["city"]
    except (
        ValueError, LookupError, TypeError, TimeoutError, RecursionError
    ) as error:
        send(client, {"error": str(error)})
    else:
        time.sleep(delay)
        send(client, {"city": city, "temperature": 20, "conditions": "sunny"})
    hang_up(client)


def read_object(client):
    """Read one object, not to the end: the client keeps the stream open."""
    request = b""
    while chunk := client.recv(4096):
        request += chunk
        if len(request) > 64 * 1024:
            raise ValueError("the request is over 64 KiB")
        try:
            return json.JSONDecoder().raw_decode(request.decode().lstrip())[0]
        except ValueError:
            continue  # perhaps the rest is still on its way
    raise ValueError("the request ended before it was whole")


def hang_up(client):
    """Read what is left: closing on unread bytes resets the connection."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(0.5)
    try:
        while client.recv(4096):
            pass
    except TimeoutError:
        pass
# ANCHOR_END: server


def send(stream, message):
    stream.sendall(json.dumps(message, ensure_ascii=False).encode())


# The client


# ANCHOR: client
def ask_all(port, cities):
    start = time.perf_counter()
    for city in cities:
        weather = ask(port, city)
        print(f"Received weather for {city}: {weather}", flush=True)
    seconds = time.perf_counter() - start
    print(f"\nProcessed {len(cities)} requests in {seconds:.2f} seconds")


def ask(port, city):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as server:
        send(server, {"city": city})
        with server.makefile(encoding="utf-8") as answer:
            return answer.read()
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
        main()
    except OSError as error:
        sys.exit(f"error: {error}")
