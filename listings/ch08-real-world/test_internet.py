"""The server that stands for the internet, for the Python versions.

It answers as `crates/test-internet` does.
"""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEMPERATURES = {"London": 12, "Paris": 15, "Tokyo": 22, "Cairo": 31, "Oslo": 4}

SITE = {
    "/site/": ["Weather of the world", "europe", "asia", "africa", "about"],
    "/site/europe": ["Europe", "london", "paris", "asia", ""],
    "/site/asia": ["Asia", "tokyo", "europe", ""],
    "/site/africa": ["Africa", "atlantis", "europe", ""],
    "/site/about": ["About", ""],
    "/site/london": ["London", "paris", "europe"],
    "/site/paris": ["Paris", "london", "europe"],
    "/site/tokyo": ["Tokyo", "asia"],
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    failures = {}

    def do_GET(self):
        kind, _, rest = self.path.lstrip("/").partition("/")
        match kind:
            case "json":
                cities = list(TEMPERATURES)
                self.reply({"title": "Weather stations", "cities": cities})
            case "headers":
                headers = {k.lower(): v for k, v in self.headers.items()}
                self.reply({"headers": headers})
            case "connections":
                self.reply({"connections": self.server.connections})
            case "delay":
                time.sleep(float(rest))
                self.reply({"waited": float(rest)})
            case "status":
                self.send(b"", int(rest))
            case "bytes":
                self.send(b"." * int(rest))
            case "unstable":
                count = self.failures.get(self.path, 0) + 1
                self.failures[self.path] = count
                if count <= int(rest):
                    self.reply({"error": "try again later"}, 503)
                else:
                    self.reply({"failures": int(rest)})
            case "weather":
                time.sleep(0.1)
                if rest in TEMPERATURES:
                    degrees = TEMPERATURES[rest]
                    self.reply({"city": rest, "temperature": degrees})
                else:
                    self.reply({"error": "no weather for this city"}, 404)
            case "site":
                time.sleep(0.2)
                self.reply_with_page()
            case _:
                self.reply({"error": "there is no such page"}, 404)

    def reply(self, value, status=200):
        text = json.dumps(value, separators=(",", ":"))
        self.send(text.encode(), status)

    def reply_with_page(self):
        if self.path not in SITE:
            self.reply({"error": "there is no such page"}, 404)
            return
        title, *links = SITE[self.path]
        items = [f'<a href="/site/{link}">{link}</a>' for link in links]
        self.send(f"<title>{title}</title>{' '.join(items)}".encode())

    def send(self, body, status=200):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    connections = 0

    def get_request(self):
        self.connections += 1
        return super().get_request()


def start():
    """Starts the server in a thread, and returns its URL."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def links(html):
    """The links of a page, within the site."""
    return re.findall('href="(/site/[^"]*)"', html)


def title(html):
    return re.search("<title>([^<]*)", html)[1]
