"""Two waits, one after the other."""

import time


def main():
    start = time.perf_counter()

    # ANCHOR: new
    print("Asking the database", flush=True)
    city = ask_database()
    print(f"The database answers after {since(start)}: {city}", flush=True)

    print("Asking the weather API", flush=True)
    asked = time.perf_counter()
    weather = ask_api(city)
    print(f"The API answers after {since(asked)}: {weather}", flush=True)

    print(f"Both together took {since(start)}", flush=True)
    # ANCHOR_END: new


def ask_database():
    time.sleep(2)
    return "London"


def ask_api(city):
    time.sleep(1.5)
    return f"sunny in {city}"


def since(start):
    return f"{time.perf_counter() - start:.2f} s"


main()
