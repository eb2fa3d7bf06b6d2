use crate::driver::*;
use std::process::*;
use std::time::*;
use workbook::catalogue::Catalogue;
use workbook::runner::*;

fn med(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    v[v.len() / 2]
}

#[test]
#[ignore = "x"]
fn bench() {
    let catalogue = Catalogue::load(&root()).unwrap();
    for name in ["two_waits", "waiting_tasks"] {
        let listing = catalogue.find(name).unwrap();
        let source = catalogue.source(listing).unwrap().text().replacen(
            "fn main() {",
            "fn main() {\nprintln!(\"first\");",
            1,
        );
        let j = |s: String| Job {
            source: s,
            listing: name.into(),
        };
        let runner = runner(Limits::default());
        Going::start(&runner, j("fn main(){}".into())).finish();
        let sysroot = Command::new("rustc")
            .args(["--print", "sysroot"])
            .output()
            .unwrap();
        let rustc = format!(
            "{}/bin/rustc",
            String::from_utf8(sysroot.stdout).unwrap().trim()
        );
        let deps = std::env::current_exe()
            .unwrap()
            .parent()
            .unwrap()
            .to_owned();
        let tokio = std::fs::read_dir(&deps)
            .unwrap()
            .flatten()
            .map(|e| e.path())
            .filter(|p| {
                p.file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .starts_with("libtokio-")
                    && p.extension().is_some_and(|e| e == "rlib")
            })
            .collect::<Vec<_>>();
        let dir = tempfile::tempdir().unwrap();
        let (
            mut edited,
            mut again,
            mut pre,
            mut bare,
            mut check,
            mut barecheck,
            mut meta,
        ) = (vec![], vec![], vec![], vec![], vec![], vec![], vec![]);
        for i in 0..11 {
            let s = format!("{source}\n// {i} {:?}", SystemTime::now());
            let t = Instant::now();
            let mut g = Going::start(&runner, j(s.clone()));
            g.until(|e| matches!(e, Event::Out { .. }));
            edited.push(t.elapsed().as_secs_f64() * 1e3);
            g.stop();
            drop(g);
            let t = Instant::now();
            let mut g = Going::start(&runner, j(s.clone()));
            g.until(|e| matches!(e, Event::Out { .. }));
            again.push(t.elapsed().as_secs_f64() * 1e3);
            g.stop();
            drop(g);
            let t = Instant::now();
            let two = catalogue.find("two_waits").unwrap();
            let mut g = Going::start(
                &runner,
                Job {
                    source: catalogue.source(two).unwrap().text(),
                    listing: "two_waits".into(),
                },
            );
            g.until(|e| matches!(e, Event::Out { .. }));
            pre.push(t.elapsed().as_secs_f64() * 1e3);
            g.stop();
            drop(g);
            let file = dir.path().join("a.rs");
            std::fs::write(&file, &s).unwrap();
            let t = Instant::now();
            let mut c = Command::new(&rustc);
            c.arg(&file)
                .args(["--edition=2024", "-Cdebuginfo=0", "-o"])
                .arg(dir.path().join("a"))
                .arg("-L")
                .arg(&deps)
                .arg("--extern")
                .arg(format!("tokio={}", tokio[0].display()))
                .stderr(Stdio::null());
            let ok = c.status().unwrap().success();
            let mut p = Command::new(dir.path().join("a"))
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut b = [0; 1];
            std::io::Read::read_exact(p.stdout.as_mut().unwrap(), &mut b)
                .unwrap();
            if ok {
                bare.push(t.elapsed().as_secs_f64() * 1e3);
            }
            p.kill().unwrap();
            p.wait().unwrap();
            let t = Instant::now();
            wait(runner.check(j(s.clone()))).unwrap();
            check.push(t.elapsed().as_secs_f64() * 1e3);
            let t = Instant::now();
            let mut c = Command::new(&rustc);
            c.arg(&file)
                .args([
                    "--edition=2024",
                    "-Cdebuginfo=0",
                    "--emit=metadata",
                    "-o",
                ])
                .arg(dir.path().join("m"))
                .arg("-L")
                .arg(&deps)
                .arg("--extern")
                .arg(format!("tokio={}", tokio[0].display()))
                .stderr(Stdio::null())
                .status()
                .unwrap();
            meta.push(t.elapsed().as_secs_f64() * 1e3);
            barecheck.push(0.0);
        }
        println!(
            "{name}: edited {:.0} again {:.0} prebuilt {:.0} bare {:.0} ({} ok) check {:.0} bare-metadata {:.0}",
            med(edited),
            med(again),
            med(pre),
            med(bare.clone()),
            bare.len(),
            med(check),
            med(meta)
        );
    }
}
