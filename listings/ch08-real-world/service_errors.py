"""Which errors are handled, and which are passed on."""

import asyncio
import logging
import sys

LIMIT = 0.2
CLIMATE_AVERAGE = 12

log = logging.getLogger()


# ANCHOR: enum
class ForecastError(Exception):
    pass


class UnknownCity(ForecastError):
    pass


class Unreadable(ForecastError):
    pass


# ANCHOR_END: enum


async def main():
    format = "%(levelname)5s %(message)s"
    logging.basicConfig(stream=sys.stdout, format=format)
    logging.addLevelName(logging.WARNING, "WARN")
    for city in ["Oslo", "Lima", "Cairo", "Atlantis"]:
        try:
            print(f"{city}: {await forecast(city)} °C")
        except ForecastError as error:
            print(f"{city}: no forecast, {error}")


# ANCHOR: handle
async def forecast(city):
    try:
        async with asyncio.timeout(LIMIT):
            return await read_station(city)
    except TimeoutError:
        log.warning('timeout, using the average city="%s" limit=200ms', city)
        return CLIMATE_AVERAGE
    except Unreadable as error:
        cause = error.__cause__
        log.error('%s city="%s" cause=%s', error, city, cause)
        raise


# ANCHOR_END: handle


# ANCHOR: read
async def read_station(city):
    delays = {"Oslo": 0.05, "Lima": 0.9, "Cairo": 0.05}
    texts = {"Oslo": "-3", "Lima": "19", "Cairo": "?"}
    if city not in delays:
        raise UnknownCity(f"there's no station in {city}")
    delay, text = delays[city], texts[city]
    await asyncio.sleep(delay)
    try:
        return int(text)
    except ValueError as error:
        raise Unreadable("the station's data can't be read") from error


# ANCHOR_END: read


asyncio.run(main())
