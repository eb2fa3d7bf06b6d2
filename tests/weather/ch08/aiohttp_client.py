"""Clients of the weather service, as a test starts them: NAME PORT."""

import asyncio
import json
import sys

import aiohttp

OSLO = {"city": "Oslo", "temperature": 3.5, "conditions": "rain"}


async def get_patiently(session, path):
    """Returns the JSON, and asks again when the service is busy."""
    while True:
        async with session.get(path) as response:
            body = await response.json()
            if response.status == 200:
                return body
            assert response.status == 503, (response.status, body)
            assert "busy" in body["error"], body
            await asyncio.sleep(float(response.headers["Retry-After"]))


async def get_metric(session, name):
    async with session.get(METRICS) as response:
        for line in (await response.text()).splitlines():
            if line.startswith(f"{name} "):
                return int(line.split()[1])
    raise AssertionError(f"no {name}")


async def many_clients(session):
    cities = [f"City {number % 20}" for number in range(500)]
    answers = await asyncio.gather(
        *(get_patiently(session, f"/weather/{city}") for city in cities)
    )
    assert [answer["city"] for answer in answers] == cities
    # Each city was asked for once, however often it was busy before that.
    assert await get_metric(session, "weather_upstream_calls_total") == 20


async def clients_that_leave(session):
    async def leave(number):
        path = f"/weather/City {number % 10}"
        try:
            async with asyncio.timeout(0.02 * (number % 5)):
                async with session.get(path) as response:
                    await response.read()
        except TimeoutError:
            pass

    await asyncio.gather(*(leave(number) for number in range(100)))
    assert (await get_patiently(session, "/weather/Rome"))["city"] == "Rome"
    # The one that's left asks for this metric.
    async with asyncio.timeout(60):
        while await get_metric(session, "weather_answers_in_flight") > 0:
            await asyncio.sleep(0.01)


async def read_updates(session, count):
    """Returns the numbers of some updates without a gap, and leaves."""
    numbers = []
    is_missed = False
    async with session.get("/updates") as response:
        assert response.content_type == "text/event-stream"
        async for line in response.content:
            if line.startswith(b"event: missed"):
                is_missed = True  # on a busy machine
            elif line.startswith(b"data: ") and is_missed:
                is_missed = False
                numbers.clear()
            elif line.startswith(b"data: "):
                numbers.append(json.loads(line.removeprefix(b"data: "))["number"])
            if len(numbers) == count:
                return numbers
    raise AssertionError(f"the updates ended after {len(numbers)}")


async def readers_of_updates(session):
    counts = [3, 10, 30] * 10
    for count, numbers in zip(
        counts,
        await asyncio.gather(*(read_updates(session, n) for n in counts)),
    ):
        assert numbers == list(range(numbers[0], numbers[0] + count))
    async with asyncio.timeout(60):
        while await get_metric(session, "weather_update_readers") > 0:
            await asyncio.sleep(0.01)


async def bad_requests(session):
    warm = {**OSLO, "temperature": "warm"}
    long = {**OSLO, "conditions": "x" * 100_000}
    for status, method, path, options in [
        (404, "GET", "/nothing", {}),
        (405, "PUT", "/reports", {"json": OSLO}),
        (415, "POST", "/reports", {"data": OSLO}),
        (400, "POST", "/reports", {"data": b"{", "headers": JSON}),
        (422, "POST", "/reports", {"json": warm}),
        (422, "POST", "/reports", {"json": [OSLO]}),
        (413, "POST", "/reports", {"json": long}),
        (413, "POST", "/reports", {"json": long, "expect100": True}),
        (400, "GET", "/history/Oslo", {"params": {"count": "many"}}),
        (400, "GET", "/weather/" + "x" * 101, {}),
    ]:
        async with session.request(method, path, **options) as response:
            body = await response.json()
            assert response.status == status, (path, response.status, body)
            assert list(body) == ["error"], body
    async with session.post("/reports", json=OSLO, expect100=True) as response:
        assert response.status == 201
        assert (await response.json())["city"] == "Oslo"


JSON = {"Content-Type": "application/json"}


async def main(name, port):
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{port}", connector=connector, timeout=timeout
    ) as session:
        await globals()[name](session)
    print("all is well")


name, port, operator_port = sys.argv[1:]
METRICS = f"http://127.0.0.1:{operator_port}/metrics"
asyncio.run(main(name, port))
