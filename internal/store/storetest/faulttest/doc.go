// Package faulttest has clients that write and read while a store is killed, cut
// off or silent, and judges afterwards whether what they were told keeps the
// promises of package store. It causes no fault itself and knows no engine.
//
// There are two kinds of clients. Posts write under idempotency keys, again and
// again until they are acknowledged: every acknowledged write must be there in
// the end, none twice and none half (see Whole). A History is of clients that
// read, and compare and set, a handful of records by their versions: it must be
// linearizable, that is, as if every call had happened at one moment between its
// beginning and its end. A call whose outcome is unknown may have happened at
// any moment after its beginning, or never.
//
// Clients reach a store by small interfaces, so that they can do so through a
// service as well. Start at BeginPosts and BeginHistory.
package faulttest
