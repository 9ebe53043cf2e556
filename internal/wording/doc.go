// Package wording turns data into sentences, in English and Spanish: what is
// wrong (Error, Fault), why two fit (Reason) and why they may not meet
// (Blocker). It owns every sentence the server says; other packages hand over
// codes and values. It refuses to decide anything: what is not in the data is
// not said.
//
// Sentences are for a teacher with ten minutes: plain, kind, and with what to do
// next. Both sides of a match read the same facts; a reason speaks to each about
// its own (Reader), and what neither side has said of itself is not said of it.
//
// Start at Pick, which chooses the language.
package wording
