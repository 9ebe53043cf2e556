package tracing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// exporter sends spans as OTLP over HTTP in JSON (OpenTelemetry Protocol 1.x, "OTLP/
// HTTP" and "JSON Protobuf Encoding": ids are hexadecimal, times are strings).
// Spans that a collector does not take are lost; that it is away is said once.
type exporter struct {
	to   endpoint
	log  *slog.Logger
	away atomic.Bool
}

// ExportSpans implements sdk.SpanExporter. It never fails: whoever called could do
// no more about it.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if len(spans) == 0 {
		return nil
	}
	err := e.send(ctx, spans)
	if was := e.away.Swap(err != nil); err != nil && !was {
		e.log.Warn("traces are lost: the collector does not take them", "err", err)
	}
	return nil
}

// Shutdown implements sdk.SpanExporter.
func (e *exporter) Shutdown(context.Context) error { return nil }

func (e *exporter) send(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	body, err := json.Marshal(payloadOf(spans))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, e.to.within)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.to.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = e.to.header.Clone()
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	const most = 64 << 10 // of an answer nobody reads, so that the connection is used again
	if _, err := io.CopyN(io.Discard, answer.Body, most); err != nil && err != io.EOF {
		return err
	}
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	return nil
}

// The message ExportTraceServiceRequest, as far as it is used here.
type (
	payload struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource   attributed   `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	attributed struct {
		Attributes []pair `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope  `json:"scope"`
		Spans []span `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	span struct {
		TraceID      string `json:"traceId"`
		SpanID       string `json:"spanId"`
		ParentSpanID string `json:"parentSpanId,omitempty"`
		Name         string `json:"name"`
		Kind         int    `json:"kind"`
		Start        string `json:"startTimeUnixNano"`
		End          string `json:"endTimeUnixNano"`
		Attributes   []pair `json:"attributes"`
		Status       status `json:"status"`
	}
	status struct {
		Code int `json:"code,omitempty"`
	}
	pair struct {
		Key   string `json:"key"`
		Value value  `json:"value"`
	}
	value struct {
		String *string `json:"stringValue,omitempty"`
		Int    *string `json:"intValue,omitempty"`
		Array  *array  `json:"arrayValue,omitempty"`
	}
	array struct {
		Values []value `json:"values"`
	}
)

// statusError is STATUS_CODE_ERROR; the package codes counts otherwise.
const statusError = 2

// payloadOf writes spans of one provider, which have one resource and one scope.
func payloadOf(spans []sdk.ReadOnlySpan) payload {
	written := make([]span, len(spans))
	for i, s := range spans {
		written[i] = spanOf(s)
	}
	return payload{[]resourceSpans{{
		Resource:   attributed{pairs(spans[0].Resource().Attributes())},
		ScopeSpans: []scopeSpans{{scope{name}, written}},
	}}}
}

func spanOf(s sdk.ReadOnlySpan) span {
	nano := func(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }
	w := span{
		TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(),
		Name: s.Name(), Kind: int(s.SpanKind()), Start: nano(s.StartTime()), End: nano(s.EndTime()),
		Attributes: pairs(s.Attributes()),
	}
	if s.Parent().HasSpanID() {
		w.ParentSpanID = s.Parent().SpanID().String()
	}
	if s.Status().Code == codes.Error {
		w.Status.Code = statusError
	}
	return w
}

func pairs(attributes []attribute.KeyValue) []pair {
	written := make([]pair, len(attributes))
	for i, a := range attributes {
		written[i] = pair{string(a.Key), valueOf(a.Value)}
	}
	return written
}

func valueOf(v attribute.Value) value {
	text := v.Emit()
	switch v.Type() {
	case attribute.INT64:
		return value{Int: &text}
	case attribute.STRINGSLICE:
		list := array{Values: []value{}}
		for _, one := range v.AsStringSlice() {
			list.Values = append(list.Values, value{String: &one})
		}
		return value{Array: &list}
	}
	return value{String: &text}
}
