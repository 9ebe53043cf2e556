package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const name = "thirdplace"

// Config is what a Tracer is made of.
type Config struct {
	Getenv  func(string) string // of OTEL_EXPORTER_OTLP_ENDPOINT and its kin
	Version string              // of the program
	Log     *slog.Logger        // where it is told that the collector is away
}

// Tracer makes spans and sends them to a collector.
type Tracer struct {
	provider *sdk.TracerProvider
	spans    trace.Tracer
}

// Open makes a Tracer if the environment names a collector, else nil. A collector
// that is named in a way that cannot work is Invalid.
func Open(c Config) (*Tracer, error) {
	to, err := endpointOf(c.Getenv)
	if err != nil || to == nil {
		return nil, err
	}
	about, err := resource.Merge(
		resource.NewSchemaless(attribute.String("service.name", name), attribute.String("service.version", c.Version)),
		resource.Environment()) // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
	if err != nil {
		return nil, err
	}
	provider := sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithBatcher(&exporter{to: *to, log: c.Log}))
	return &Tracer{provider: provider, spans: provider.Tracer(name)}, nil
}

// Close sends what has not been sent yet, as long as ctx allows.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// Request begins the span of a request, as a part of the trace that its
// traceparent names. end is told under which route it was answered, and how.
func (t *Tracer) Request(r *http.Request, id string) (_ context.Context, end func(method, route string, status int)) {
	if t == nil {
		return r.Context(), func(string, string, int) {}
	}
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := t.spans.Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
	return ctx, func(method, route string, status int) {
		span.SetName(method + " " + route)
		span.SetAttributes(
			attribute.String("http.request.method", method), attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status), attribute.String("thirdplace.request", id))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Operation begins the span of an operation: its kind and the fields of the schema
// that it asks for. Waiting for its turn is part of it.
func (t *Tracer) Operation(ctx context.Context, kind string, fields []string) (_ context.Context, end func()) {
	if t == nil {
		return ctx, func() {}
	}
	title := kind
	if len(fields) > 0 {
		title += " " + strings.Join(fields, " ")
	}
	ctx, span := t.spans.Start(ctx, title, trace.WithAttributes(
		attribute.String("graphql.operation.type", kind), attribute.StringSlice("thirdplace.fields", fields)))
	return ctx, func() { span.End() }
}

// Query adds the span of a statement or a transaction that has just ended. What the
// program does for itself, outside requests, is not traced.
func (t *Tracer) Query(ctx context.Context, engine, cell, query, outcome string, took time.Duration) {
	if t == nil || !trace.SpanFromContext(ctx).IsRecording() {
		return
	}
	end := time.Now()
	_, span := t.spans.Start(ctx, engine+" "+query, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(end.Add(-took)),
		trace.WithAttributes(attribute.String("db.system.name", engine), attribute.String("db.operation.name", query),
			attribute.String("thirdplace.cell", cell), attribute.String("thirdplace.outcome", outcome)))
	if outcome == "failed" || outcome == "away" {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(end))
}
