"""Ten requests over ten connections, and over one."""

import asyncio
import time

connections = 0


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    start = time.monotonic()
    for _ in range(10):
        reader, writer = await open_session(port)
        await ask(reader, writer)
        writer.close()
    report("wrong", start)

    start = time.monotonic()
    reader, writer = await open_session(port)
    for _ in range(10):
        await ask(reader, writer)
    writer.close()
    report("right", start)
    await asyncio.sleep(0.05)  # the server notices the close


def report(version, start):
    global connections
    seconds = time.monotonic() - start
    print(f"{version}: connections: {connections}, {seconds:.2f} s", flush=True)
    connections = 0


async def open_session(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readexactly(1)
    return reader, writer


async def ask(reader, writer):
    writer.write(b"?")
    return await reader.readexactly(1)


async def answer(reader, writer):
    global connections
    connections += 1
    await asyncio.sleep(0.1)  # the login
    writer.write(b"!")
    while await reader.read(1):
        await asyncio.sleep(0.02)
        writer.write(b"\x14")
    writer.close()


asyncio.run(main())
