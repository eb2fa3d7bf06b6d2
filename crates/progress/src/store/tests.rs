use super::*;
use crate::{Milestone, hash};

fn create_store() -> (tempfile::TempDir, Store) {
    let root = tempfile::tempdir().unwrap();
    let store = Store::in_root(root.path());
    (root, store)
}

fn record_milestone(store: &Store, name: &str) -> LoadedProgress {
    store
        .update(|progress| {
            progress.mark_reached(Milestone::Run, name, &hash("a"))
        })
        .unwrap()
}

#[test]
fn reading_writes_nothing() {
    let (root, store) = create_store();
    assert_eq!(store.load().unwrap(), LoadedProgress::default());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn stored_milestones_are_loaded_again() {
    let (_root, store) = create_store();
    record_milestone(&store, "two_waits");
    let loaded = store.load().unwrap();
    assert!(loaded.progress.has_reached(
        Milestone::Run,
        "two_waits",
        &hash("a")
    ));
    assert_eq!(loaded.notice(), None);
}

#[test]
fn a_damaged_file_is_set_aside_with_its_bytes() {
    let (_root, store) = create_store();
    record_milestone(&store, "two_waits");
    let damages: [&[u8]; 4] = [b"{\"v\":1,\"run\":{", b"", b"\xff\xfe", b"[]"];
    for damage in damages {
        fs::write(store.path(), damage).unwrap();
        let loaded = record_milestone(&store, "waiting_line");
        let aside = loaded.damaged.clone().unwrap().moved_to;
        assert_eq!(fs::read(&aside).unwrap(), damage);
        let notice = loaded.notice().unwrap();
        assert!(notice.contains(&aside.display().to_string()), "{notice}");
        let now = store.load().unwrap();
        assert!(now.progress.has_reached(
            Milestone::Run,
            "waiting_line",
            &hash("a")
        ));
        assert_eq!(now.damaged, None);
    }
    let is_aside =
        |e: &fs::DirEntry| e.file_name().to_string_lossy().contains("damaged");
    let entries = fs::read_dir(store.folder()).unwrap().flatten();
    assert_eq!(entries.filter(is_aside).count(), 4);
}

#[test]
fn the_notice_says_what_is_wrong_and_what_to_do() {
    let (_root, store) = create_store();
    record_milestone(&store, "two_waits");
    let text = "{\n  \"v\": 1,\n  \"run\": {},\n}\n";
    fs::write(store.path(), text).unwrap();
    let notice = store.load().unwrap().notice().unwrap();
    assert!(notice.contains("trailing comma at line 4"), "{notice}");
    assert!(notice.contains("progress import"), "{notice}");
}

#[cfg(unix)]
#[test]
fn other_users_cannot_read_the_progress() {
    use std::os::unix::fs::PermissionsExt;
    let (_root, store) = create_store();
    record_milestone(&store, "two_waits");
    for (path, wanted) in [(&store.folder, 0o700), (&store.path(), 0o600)] {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, wanted, "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_one_and_its_target_is_written() {
    let (root, store) = create_store();
    record_milestone(&store, "two_waits");
    let target = root.path().join("synchronized.json");
    fs::rename(store.path(), &target).unwrap();
    std::os::unix::fs::symlink(&target, store.path()).unwrap();
    record_milestone(&store, "waiting_line");
    assert!(fs::symlink_metadata(store.path()).unwrap().is_symlink());
    let text = fs::read_to_string(target).unwrap();
    assert!(text.contains("two_waits") && text.contains("waiting_line"));
}

#[test]
fn a_file_of_a_newer_format_is_neither_read_nor_replaced() {
    let (_root, store) = create_store();
    record_milestone(&store, "a");
    for newer in ["{\"v\":2,\"run\":[\"another form\"]}", "{\"v\":2.0}"] {
        fs::write(store.path(), newer).unwrap();
        let error = store.update(|_| {}).unwrap_err().to_string();
        assert!(error.contains("progress.json"), "{error}");
        assert_eq!(fs::read_to_string(store.path()).unwrap(), newer);
    }
}

#[test]
fn a_reset_keeps_the_old_progress_in_a_backup() {
    let (_root, store) = create_store();
    assert_eq!(store.reset().unwrap(), None);
    record_milestone(&store, "two_waits");
    let kept = store.reset().unwrap().unwrap();
    assert!(fs::read_to_string(kept).unwrap().contains("two_waits"));
    assert_eq!(store.load().unwrap(), LoadedProgress::default());
}
