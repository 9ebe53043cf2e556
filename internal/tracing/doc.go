// Package tracing owns what the program tells a collector of traces: a span for
// each request, for the operation it asks for and for what that asks of a store.
//
// Spans are named by routes, by fields of the schema and by statements. They never
// have what a caller wrote, who they are or where they come from. A request that
// carries a W3C traceparent goes on with the trace it names.
//
// Nothing is traced unless the standard environment variables of OpenTelemetry
// name a collector. It is told by OTLP over HTTP in JSON: the protocol's own
// exporter would bring gRPC into a program that has no other use for it.
//
// Start at Open. A nil *Tracer is one that traces nothing.
package tracing
