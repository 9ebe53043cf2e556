// Package limit owns how much anybody may ask: over time (Rates), at once
// (Streams), and all of them together (Lane). What is too much is refused as
// fault.Limited, with a time to come back after.
//
// Everything is kept in this process and bounded in memory: replicas count by
// themselves, so that what they let through together is as many times as much. The
// package knows no HTTP and no GraphQL. Who asks and what it costs, it is told.
//
//	Rates    token buckets, by person and by address
//	Streams  how many streams and sockets are open
//	Lane     how many operations are at work, and how many wait their turn
package limit
