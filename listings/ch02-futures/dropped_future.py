"""Dropping a future cancels it."""


# ANCHOR: new
async def make_tea():
    try:
        print("  water on", flush=True)
        await Never()
        print("  the tea is poured", flush=True)
    finally:
        print("  the cup goes back", flush=True)


def main():
    print("Never polled, then dropped:", flush=True)
    make_tea().close()

    print("Polled once, then dropped:", flush=True)
    tea = make_tea()
    tea.send(None)
    tea.close()
    print("The tea will never be poured", flush=True)


class Never:
    def __await__(self):
        while True:
            yield
# ANCHOR_END: new


main()
