package httpserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/fault"
)

func TestStopDrains(t *testing.T) {
	entered, leave := make(chan bool), make(chan bool)
	s := start(t, func(o *Options) {
		o.API = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(entered)
			<-leave
			if r.Context().Err() == nil {
				io.WriteString(w, "finished")
			}
		})
	})
	body := make(chan string)
	go func() {
		_, got := send(t, "POST", s.URL()+"/graphql")
		body <- got
	}()
	<-entered
	ended := make(chan error)
	go func() { ended <- s.stop() }()
	<-s.log.stopping
	close(leave)
	if got, want := <-body, "finished"; got != want {
		t.Errorf("the request at work got %q, want %q", got, want)
	}
	if err := <-ended; err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := http.Get(s.URL() + "/healthz"); err == nil {
		t.Error("it still answers")
	}
}

func TestReadiness(t *testing.T) {
	var why error
	s := start(t, func(o *Options) {
		o.Ready = func(context.Context) error { return why }
		o.Say = func(_ string, err error) string { return fmt.Sprintf("%v", err) }
	})
	if answer, _ := send(t, "GET", s.URL()+"/readyz"); answer.StatusCode != 200 {
		t.Errorf("got %d, want 200", answer.StatusCode)
	}
	away := &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.DiskFull, "/secret"), Err: errors.New("bolt://secret")}
	for err, want := range map[error]string{
		away:                        string(fault.Away),
		context.DeadlineExceeded:    string(fault.Away),
		errors.New("bolt://secret"): string(fault.Unexpected),
		fault.New(fault.Internal, fault.NewerSchema, "bolt://secret", 9, 4): string(fault.Unexpected),
	} {
		why = err
		answer, body := send(t, "GET", s.URL()+"/readyz")
		if answer.StatusCode != 503 || strings.Contains(body, "secret") || !strings.Contains(body, want) {
			t.Errorf("%v: got %d %q, want 503, %s and no cause", err, answer.StatusCode, body, want)
		}
	}
	if answer, _ := send(t, "GET", s.URL()+"/healthz"); answer.StatusCode != 200 {
		t.Errorf("health: got %d, want 200", answer.StatusCode)
	}
}

func TestPanics(t *testing.T) {
	s := start(t, func(o *Options) {
		o.API = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "late" {
				io.WriteString(w, "half an ans")
				w.(http.Flusher).Flush()
			}
			panic("secret cause")
		})
	})
	answer, body := send(t, "POST", s.URL()+"/graphql")
	if answer.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, answer.Header.Get("X-Request-Id")) {
		t.Errorf("got %d %q, want 500 with the request's name and no cause", answer.StatusCode, body)
	}
	late, err := http.Post(s.URL()+"/graphql?late", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Body.Close()
	if got, err := io.ReadAll(late.Body); err == nil {
		t.Errorf("half an answer %q was taken for a whole", got)
	}
	s.stop()
	if got := strings.Count(s.log.String(), "secret cause"); got != 2 {
		t.Errorf("the cause was logged %d times, want 2:\n%s", got, s.log)
	}
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	s := start(t, nil)
	send(t, "GET", s.URL()+"/graphql?query=secret", "Authorization", "Bearer good", "User-Agent", "secret")
	send(t, "SECRET", s.URL()+"/secret/"+"secret", "Cookie", "secret")
	send(t, "POST", s.URL()+"/graphql", "Authorization", "Bearer secret")
	s.stop()
	log := s.log.String()
	for _, hidden := range []string{"secret", "SECRET", "127.0.0.1", "teacher"} {
		if strings.Contains(log, hidden) {
			t.Errorf("%q is in the log:\n%s", hidden, log)
		}
	}
	if !strings.Contains(log, "route=/graphql") || !strings.Contains(log, "status=404") {
		t.Errorf("the requests are not in the log:\n%s", log)
	}
}

// Headers of 16 KiB are taken, and one byte more is not.
func TestHeadersAreBounded(t *testing.T) {
	s := start(t, nil)
	host := strings.TrimPrefix(s.URL(), "http://")
	for _, c := range []struct{ bytes, status int }{{headerMost, 200}, {headerMost + 1, 431}, {headerMost + 4<<10, 431}, {2 * headerMost, 431}} {
		head := "GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nX-Long: "
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, head+strings.Repeat("x", c.bytes-len(head)-len("\r\n\r\n"))+"\r\n\r\n")
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != c.status {
			t.Errorf("headers of %d bytes: status %d, want %d", c.bytes, answer.StatusCode, c.status)
		}
		answer.Body.Close()
		conn.Close()
	}
}

func TestServerHasLimits(t *testing.T) {
	s := start(t, nil)
	got := s.server(t.Context(), nil)
	if got.ReadHeaderTimeout != 5*time.Second || got.ReadTimeout != 10*time.Second ||
		got.IdleTimeout != time.Minute || got.MaxHeaderBytes != 16<<10 || got.WriteTimeout != 0 {
		t.Errorf("limits are not those of a server in the open: %+v", got)
	}
}

func TestMetrics(t *testing.T) {
	s := start(t, func(o *Options) { o.MetricsAddr = "localhost:0" })
	for range 3 {
		send(t, "POST", s.URL()+"/graphql")
	}
	send(t, "POST", s.URL()+"/graphql", "Authorization", "Bearer bad")
	if !strings.HasPrefix(s.MetricsURL(), "http://localhost:") {
		t.Errorf("metrics are said to be at %q", s.MetricsURL())
	}
	_, body := send(t, "GET", s.MetricsURL())
	for _, want := range []string{
		`thirdplace_http_request_duration_seconds_count{class="2xx",route="/graphql"} 3`,
		`thirdplace_http_request_duration_seconds_bucket{class="2xx",route="/graphql",le="+Inf"} 3`,
		`thirdplace_http_request_duration_seconds_count{class="4xx",route="/graphql"} 1`,
		"go_goroutines ", "go_memstats_heap_inuse_bytes ", "go_memstats_sys_bytes ", "process_start_time_seconds ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in\n%s", want, body)
		}
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// What the program counts beside requests is told with them, and a request that
// is at work is seen.
func TestMetricsOfOthers(t *testing.T) {
	more := prometheus.NewCounter(prometheus.CounterOpts{Name: "more_total", Help: "More."})
	var url string
	var seen []string
	s := start(t, func(o *Options) {
		o.MetricsAddr, o.Collectors = "127.0.0.1:0", []prometheus.Collector{more}
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			more.Inc()
			_, body := send(t, "GET", url)
			seen = strings.Split(body, "\n")
		})
	})
	url = s.MetricsURL()
	send(t, "POST", s.URL()+"/graphql")
	for _, want := range []string{"more_total 1", "thirdplace_http_requests_in_flight 1"} {
		if !slices.Contains(seen, want) {
			t.Errorf("%s is not in\n%s", want, strings.Join(seen, "\n"))
		}
	}
	if _, err := Open(Options{Addr: "127.0.0.1:0", Collectors: []prometheus.Collector{more, more}}); err == nil {
		t.Error("two of one name are taken")
	}
}

func TestURL(t *testing.T) {
	cases := []struct{ addr, prefix string }{
		{"127.0.0.1:0", "http://127.0.0.1:"},
		{"localhost:0", "http://localhost:"},
		{":0", "http://127.0.0.1:"},
		{"0.0.0.0:0", "http://127.0.0.1:"},
	}
	for _, c := range cases {
		t.Run(c.addr, func(t *testing.T) {
			s, err := Open(Options{Addr: c.addr})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got := s.URL(); !strings.HasPrefix(got, c.prefix) || strings.HasSuffix(got, ":0") {
				t.Errorf("got %q, want %q and the real port", got, c.prefix)
			}
		})
	}
}

func TestExamplesAreForThisMachine(t *testing.T) {
	s := start(t, func(o *Options) {
		o.Examples = func() []Example { return []Example{{"A teacher", "Una maestra", "curl -d '{\"x\"}'"}} }
	})
	if _, body := send(t, "GET", s.URL()+"/"); !strings.Contains(body, "A teacher") || !strings.Contains(body, "Una maestra") {
		t.Errorf("no examples in\n%s", body)
	}
	if _, body := send(t, "GET", s.URL()+"/", "Host", "rebound.example:80"); strings.Contains(body, "A teacher") {
		t.Error("examples are shown to a page elsewhere")
	}
	r := httptest.NewRequest("GET", "http://localhost/", nil)
	r.RemoteAddr = "192.0.2.1:5555"
	w := httptest.NewRecorder()
	s.page(w, r)
	if strings.Contains(w.Body.String(), "A teacher") {
		t.Error("examples are shown to another machine")
	}
}
