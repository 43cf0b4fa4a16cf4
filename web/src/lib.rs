//! The border between the engine and a page: bytes in, bytes out. The only unsafe code of flowcast is here.
//!
//! A page writes a request ([`flowcast::live::message`]) at [`allocate`]d bytes, calls [`call`], and reads so many
//! bytes of the answer at [`reply`]. A panic ends the instance; what it said is then read the same way, at [`reply`] with
//! [`panicked`] bytes.
//!
//! One thread uses an instance, so that nothing here is ever used twice at a time.

use flowcast::live::message::{self, Open};
use std::cell::RefCell;

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static PANIC: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where a request of so many bytes is to be written.
// SAFETY: the name is exported once.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string().into_bytes())));
    REQUEST.with_borrow_mut(|request| {
        request.clear();
        request.resize(length, 0);
        request.as_mut_ptr()
    })
}

/// Answers the request that was written; how many bytes the answer has.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn call() -> usize {
    let request = REQUEST.take();
    let answer = OPEN.with_borrow_mut(|open| message::answer(open, &request)).into_bytes();
    let length = answer.len();
    REPLY.set(answer);
    length
}

/// How many bytes the last panic said; they stand at [`reply`] from now on.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn panicked() -> usize {
    let said = PANIC.take();
    let length = said.len();
    REPLY.set(said);
    length
}

/// Where the answer stands.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn reply() -> *const u8 {
    REPLY.with_borrow(|reply| reply.as_ptr())
}
