//! Ctrl-C: the file in hand is finished, then the run ends.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ},
    flag,
};

use super::exit;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on the first Ctrl-C only asks to stop; the second one stops.
pub(crate) fn listen() {
    let asked = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // In this order: the first signal must not see its own mark. Without a
        // handler a signal still ends the process, and no file is torn.
        let _ =
            flag::register_conditional_shutdown(signal, exit::INTERRUPTED.into(), asked.clone());
        let _ = flag::register(signal, asked.clone());
    }
    // A file that may not grow is an error to report, not a reason to die.
    let _ = flag::register(SIGXFSZ, Arc::default());
}

/// True after Ctrl-C.
pub(crate) fn asked() -> bool {
    ASKED.get().is_some_and(|asked| asked.load(Ordering::Relaxed))
}
