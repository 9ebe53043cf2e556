package tracing

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// endpoint is where spans are sent, and how.
type endpoint struct {
	url    string
	header http.Header
	within time.Duration
}

// standardWithin is how long the specification gives a collector.
const standardWithin = 10 * time.Second

// endpointOf reads the variables of the OpenTelemetry specification ("OTLP Exporter
// Configuration"); what is said for traces alone goes before what is said for all.
// Nil: there is no collector.
func endpointOf(getenv func(string) string) (*endpoint, error) {
	either := func(what string) string {
		if value := getenv("OTEL_EXPORTER_OTLP_TRACES_" + what); value != "" {
			return value
		}
		return getenv("OTEL_EXPORTER_OTLP_" + what)
	}
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") || getenv("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil
	}
	address := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	if base := getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); address == "" && base != "" {
		address = strings.TrimSuffix(base, "/") + "/v1/traces"
	}
	if address == "" {
		return nil, nil
	}
	e := &endpoint{url: address, header: http.Header{}, within: standardWithin}
	var faults fault.Fields
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		faults.Say("OTEL_EXPORTER_OTLP_ENDPOINT", fault.NotALink, address)
	}
	if protocol := either("PROTOCOL"); protocol != "" && !strings.HasPrefix(protocol, "http/") {
		faults.Say("OTEL_EXPORTER_OTLP_PROTOCOL", fault.NotOneOf, protocol, []string{"http/json", "http/protobuf"})
	}
	if text := either("TIMEOUT"); text != "" {
		milliseconds, err := strconv.Atoi(text)
		if err != nil || milliseconds <= 0 {
			faults.Say("OTEL_EXPORTER_OTLP_TIMEOUT", fault.WrongType, "a number of milliseconds")
		}
		e.within = time.Duration(milliseconds) * time.Millisecond
	}
	for pair := range strings.SplitSeq(either("HEADERS"), ",") {
		key, value, ok := strings.Cut(pair, "=")
		plain, err := url.PathUnescape(strings.TrimSpace(value))
		if ok && err == nil {
			e.header.Set(strings.TrimSpace(key), plain)
		}
	}
	return e, faults.Err()
}
