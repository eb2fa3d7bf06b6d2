"""Three calls of a blocking client at once."""

import asyncio
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen


async def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowApi)
    threading.Thread(target=server.serve_forever).start()
    url = f"http://127.0.0.1:{server.server_port}/v1/answers"
    start = time.perf_counter()

    # ANCHOR: calls
    places = ["in Oslo", "in Lima", "in Cairo"]
    calls = (asyncio.to_thread(ask, url, place) for place in places)
    for answer in await asyncio.gather(*calls):
        print(answer)
    # ANCHOR_END: calls
    print(f"3 answers in {time.perf_counter() - start:.2f} s")
    server.shutdown()


# ANCHOR: ask
def ask(url, place):
    prompt = f"What do I need today {place}?"
    body = json.dumps({"prompt": prompt}).encode()
    headers = {"Authorization": f"Bearer {read_api_key()}"}
    with urlopen(Request(url, body, headers)) as response:
        return f"{prompt} {json.dumps(json.load(response)['answer'])}"


# ANCHOR_END: ask


# ANCHOR: key
def read_api_key():
    # This key is public, so it may be in the source. Yours may not.
    return os.environ.get("ADVICE_API_KEY", "DEMO_KEY")


# ANCHOR_END: key


class SlowApi(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(1)
        answer = "Take an umbrella, because it will rain in the afternoon."
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"answer": answer}).encode())

    def log_message(self, *args):
        pass


asyncio.run(main())
