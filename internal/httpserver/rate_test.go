package httpserver

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/limit"
)

// still is a clock that stands, so that buckets stay as empty as they are.
func still() time.Time { return time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC) }

// TestRatesByAddress: an address may ask 20 times at once, the 21st is told when
// to come back, and another address is not concerned. Health is no question.
func TestRatesByAddress(t *testing.T) {
	s := start(t, func(o *Options) {
		o.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		o.Rates = limit.NewRates(limit.RateOf(2*limit.RequestCost), still)
	})
	ask := func(from string) (*http.Response, string) {
		return send(t, "POST", s.URL()+"/graphql", "X-Forwarded-For", from, "Authorization", "Bearer good")
	}
	for i := range 20 {
		if answer, _ := ask("192.0.2.1"); answer.StatusCode != 200 {
			t.Fatalf("request %d: %d", i+1, answer.StatusCode)
		}
	}
	answer, body := ask("192.0.2.1")
	if answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "3" || // 100 units at 2,000 a minute
		!strings.Contains(body, `"code":"LIMITED"`) || !strings.Contains(body, `"retryAfter":3`) {
		t.Errorf("got %d %v %s", answer.StatusCode, answer.Header, body)
	}
	if answer, _ = ask("192.0.2.2"); answer.StatusCode != 200 {
		t.Errorf("another address: %d", answer.StatusCode)
	}
	if answer, _ = send(t, "GET", s.URL()+"/healthz", "X-Forwarded-For", "192.0.2.1"); answer.StatusCode != 200 {
		t.Errorf("health: %d", answer.StatusCode)
	}
}

// TestNobodyElsesWordIsTaken: without proxies a header makes no new address.
func TestNobodyElsesWordIsTaken(t *testing.T) {
	s := start(t, func(o *Options) { o.Rates = limit.NewRates(limit.RateOf(10), still) })
	for i, want := range []int{200, 429, 429} { // 100 units an address
		answer, _ := send(t, "POST", s.URL()+"/graphql", "X-Forwarded-For", "192.0.2."+string(rune('1'+i)))
		if answer.StatusCode != want {
			t.Errorf("request %d: %d, want %d", i+1, answer.StatusCode, want)
		}
	}
}

// TestBadTokensAreCounted: after so many an address is told to wait, and a good
// token goes through all the same.
func TestBadTokensAreCounted(t *testing.T) {
	s := start(t, func(o *Options) { o.Rates = limit.NewRates(limit.RateOf(30_000), still) })
	for i, want := range []int{401, 401, 401, 429} {
		answer, body := send(t, "POST", s.URL()+"/graphql", "Authorization", "Bearer bad")
		if answer.StatusCode != want || want == 429 && (answer.Header.Get("Retry-After") != "20" || !strings.Contains(body, "LIMITED")) {
			t.Errorf("bad token %d: %d %v %s, want %d", i+1, answer.StatusCode, answer.Header, body, want)
		}
	}
	if answer, _ := send(t, "POST", s.URL()+"/graphql", "Authorization", "Bearer good"); answer.StatusCode != 200 {
		t.Errorf("a good token: %d", answer.StatusCode)
	}
	s.stop()
	if got := strings.Count(s.log.String(), "token refused"); got != 3 {
		t.Errorf("%d lines about bad tokens, want 3: a flood does not fill the log", got)
	}
}
