use crate::{Cause, Decoder, Event, Record, WakeState};

fn record(event: Event<'_>) -> Record<'_> {
    Record {
        delta_us: 300,
        thread: 2,
        task: Some(7),
        event,
    }
}

#[test]
fn every_field_is_read_back() {
    let events = [
        Event::ThreadBegin { parent: None },
        Event::ThreadBegin { parent: Some(0) },
        Event::Place {
            place: 1,
            line: 70_000,
            column: 5,
            file: "tea.rs",
        },
        Event::Wake {
            woken: u64::MAX - 1,
            cause: Cause::Retry,
            object: Some(0),
            state: WakeState::Unknown,
        },
        Event::End {},
    ];
    let mut bytes = Vec::new();
    events.iter().for_each(|e| record(*e).write(&mut bytes));
    let mut decoder = Decoder::default();
    let mut read = 0;
    for byte in bytes {
        decoder.push(&[byte]);
        while let Some(found) = decoder.next_record() {
            assert_eq!(found, record(events[read]));
            read += 1;
        }
    }
    assert_eq!(read, events.len());
}

#[test]
fn a_long_text_is_cut_between_letters() {
    let name = "é".repeat(200);
    let mut bytes = Vec::new();
    record(Event::ThreadName { name: &name }).write(&mut bytes);
    let mut decoder = Decoder::default();
    decoder.push(&bytes);
    let Some(Record {
        event: Event::ThreadName { name },
        ..
    }) = decoder.next_record()
    else {
        panic!("no name")
    };
    assert_eq!(name, "é".repeat(80));
}

#[test]
fn unknown_kinds_and_nonsense_are_skipped() {
    let mut bytes = vec![3, 250, 1, 1, 0, 255];
    bytes.extend([7; 255]);
    record(Event::End {}).write(&mut bytes);
    let mut decoder = Decoder::default();
    decoder.push(&bytes);
    assert_eq!(decoder.next_record(), Some(record(Event::End {})));
    assert_eq!(decoder.next_record(), None);
}
