"""One session, five pages, each with its length or its error."""

import asyncio
import time


# ANCHOR: new
async def main():
    start = time.perf_counter()
    session = Session(await serve_pages())
    urls = [f"url_{number}" for number in range(5)]
    pages = [session.fetch(url) for url in urls]
    results = await asyncio.gather(*pages, return_exceptions=True)
    for url, result in zip(urls, results):
        if isinstance(result, Exception):
            print(f"{url}: {result}", flush=True)
        else:
            print(f"{url}: {len(result)} bytes", flush=True)
    print(f"Total: {time.perf_counter() - start:.2f} s", flush=True)


class Session:
    def __init__(self, port):
        self.port = port

    async def fetch(self, url):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"{url}\n".encode())
        page = await reader.read()
        writer.close()
        if not page:
            raise OSError("there is no such page")
        return page
# ANCHOR_END: new


async def serve_pages():
    """Serve all pages but `url_3`."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server.sockets[0].getsockname()[1]


async def answer(reader, writer):
    number = int((await reader.readline()).decode()[4:])
    await asyncio.sleep(0.2)
    if number != 3:
        writer.write(b"sunny " * 10 * (number + 1))
        await writer.drain()
    writer.close()


asyncio.run(main())
