"""What can be awaited."""

import asyncio


async def main():
    # ANCHOR: new
    print(f"An async fn: {await temperature('London')}", flush=True)

    future = asyncio.get_running_loop().create_future()
    future.set_result(15)
    print(f"A future: {await future}", flush=True)

    task = asyncio.create_task(temperature("Paris"))
    print(f"A task: {await task}", flush=True)

    report = Report("Tokyo", days=3)
    print(f"A report: {await report}", flush=True)
    # ANCHOR_END: new


async def temperature(city):
    await asyncio.sleep(0.1)
    return 14 + len(city)


# ANCHOR: new
class Report:
    def __init__(self, city, days):
        self.city, self.days = city, days

    def __await__(self):
        degrees = yield from temperature(self.city).__await__()
        return f"{degrees} for {self.days} days"
# ANCHOR_END: new


asyncio.run(main())
