use super::*;

#[track_caller]
fn assert_name(statement: &str, name: Option<&str>) {
    let source = format!("//! spawn(title())\n\n{statement}\n");
    let names = SpawnedNames::read(&source).names;
    let found = names.get(&3).cloned().flatten();
    assert_eq!(found.as_deref(), name, "{statement}");
}

#[test]
fn a_call_that_is_spawned_names_the_task() {
    assert_name("tokio::spawn(work(2));", Some("work(2)"));
    assert_name("set.spawn(work(id)); // spawn(it())", Some("work(id)"));
    assert_name("spawn_on(work(1), &handle);", Some("work(1)"));
    assert_name("spawn(axum::serve(a, b))", Some("axum::serve(a, b)"));
    assert_name("spawn(save(\"a), b\", ')'))", Some("save(\"a), b\", ')')"));
    assert_name("spawn(r(r#\"\")\"#, &'a x))", Some("r(r#\"\")\"#, &'a x)"));
    assert_name("spawn(server)", Some("server"));
    assert_name("spawn(join!(a(), b()))", Some("join!(a(), b())"));
    let lines = "spawn(send(\n    1, // no comment\n    /* 2 */ b,\n));";
    assert_name(lines, Some("send(1, b)"));
    let chain = "spawn(save(1)\n    .in_current_span())";
    assert_name(chain, Some("save(1).in_current_span()"));
}

#[test]
fn a_closure_or_a_block_is_named_after_its_only_call() {
    assert_name("spawn_blocking(move || read(year))", Some("read(year)"));
    assert_name("spawn_blocking(|| { read(year) })", Some("read(year)"));
    let block = "spawn(async move { station.measure(1).await.unwrap() })";
    assert_name(block, Some("station.measure(1)"));
}

#[test]
fn other_spawned_expressions_give_no_name() {
    assert_name("spawn(async { a().await; b().await })", None);
    assert_name("spawn(async { (a().await, b().await) })", None);
    assert_name("spawn(async {})", None);
    assert_name("spawn(async { 5 })", None);
    assert_name("spawn(if x { a() } else { b() })", None);
    assert_name("spawn(a() + b())", None);
    assert_name("spawn(if_ready::<A, B>())", None);
    assert_name("fn spawn(work: Work) {}", None);
    assert_name("let spawn = \"spawn(work(2))\";", None);
    assert_name("spawn(", None);
}

#[test]
fn two_spawns_of_a_line_must_agree() {
    assert_name("(spawn(a(1)), spawn(a(1)))", Some("a(1)"));
    assert_name("(spawn(a(1)), spawn(a(2)))", None);
}

#[test]
fn tasks_are_named_by_their_lines_and_the_main_function_is_not() {
    let mut timeline: Timeline = serde_json::from_str(concat!(
        r#"{"v":1,"end":1,"tasks":["#,
        r#"{"id":0,"kind":"main","line":1,"start":0},"#,
        r#"{"id":1,"kind":"task","line":1,"start":0},"#,
        r#"{"id":2,"kind":"task","line":9,"name":"old()","start":0},"#,
        r#"{"id":3,"kind":"task","start":0}]}"#,
    ))
    .unwrap();
    SpawnedNames::read("spawn(work(2));").add_to(&mut timeline);
    let names = timeline.tasks.iter().map(|task| task.name.as_deref());
    assert_eq!(Vec::from_iter(names), [None, Some("work(2)"), None, None]);
}
