//! Asynchronous workloads on tokio.

use benchkit::{
    Bencher, TokioRuntime,
    workload::{Body, Driver, Note, Routine, find},
};
use std::{io, time::Duration};
use tokio::runtime::{Handle, RuntimeFlavor};

#[benchkit::workload(runtime = TokioRuntime::new)]
async fn on_tokio() -> Result<(), String> {
    let handle = Handle::try_current().map_err(|e| e.to_string())?;
    if handle.runtime_flavor() != RuntimeFlavor::CurrentThread {
        return Err("not on this thread alone".to_owned());
    }
    tokio::time::sleep(Duration::ZERO).await;
    tokio::spawn(async { 1 }).await.map_err(|e| e.to_string())?;
    Ok(())
}

fn broken() -> TokioRuntime {
    Err(io::Error::other("no descriptors left")).into()
}

#[benchkit::workload(runtime = broken)]
async fn on_nothing() {}

/// Two trials of three iterations; what failed.
#[derive(Default)]
struct Fake {
    driven: u32,
    failures: Vec<String>,
}

impl Driver for Fake {
    fn drive(&mut self, routine: &mut dyn Routine) {
        self.driven += 1;
        for _ in 0..2 {
            routine.prepare(3);
            assert_eq!(routine.run(3), None);
            if let Err(failure) = routine.finish() {
                self.failures.push(failure.to_string());
            }
        }
    }

    fn note(&mut self, note: Note) {
        if let Note::Failed(failure) = note {
            self.failures.push(failure.to_string());
        }
    }
}

fn run(name: &str) -> Fake {
    let found = find("tokio", &format!("tokio::{name}"));
    let [workload] = &*found else { panic!("{name}: {found:?}") };
    let Body::One(body) = workload.descriptor.body else {
        panic!("{name} has arguments")
    };
    let mut fake = Fake::default();
    body(&mut Bencher::new(&mut fake));
    fake
}

#[test]
fn a_future_runs_on_tokio() {
    let fake = run("on_tokio");
    assert_eq!((fake.driven, fake.failures), (1, Vec::new()));
}

#[test]
fn a_runtime_that_cannot_be_built_is_a_failed_benchmark() {
    let fake = run("on_nothing");
    let expected = "tokio cannot build its runtime: no descriptors left";
    assert_eq!((fake.driven, fake.failures), (0, vec![expected.to_owned()]));
}
