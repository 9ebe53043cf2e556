package httpserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// wire is a connection of a test, from an address.
type wire struct {
	net.Conn
	from net.Addr
}

func (w wire) RemoteAddr() net.Addr { return w.from }

// connect makes a connection; the other end is returned too.
func connect(address string) (conn, other net.Conn) {
	near, far := net.Pipe()
	return wire{near, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 1))}, far
}

// isClosed reports whether the other end of a connection has been closed.
func isClosed(other net.Conn) bool {
	other.SetReadDeadline(time.Now().Add(time.Second))
	_, err := other.Read(make([]byte, 1))
	return err == io.EOF
}

func TestCrowdByAddress(t *testing.T) {
	c := newCrowd(100, 2, proxies{netip.MustParsePrefix("10.0.0.0/8")})
	enter := func(from string) *member {
		conn, _ := connect(from)
		return c.enter(conn)
	}
	first, second := enter("192.0.2.1"), enter("192.0.2.1")
	if first == nil || second == nil || enter("192.0.2.1") != nil {
		t.Errorf("two from an address fit, and no third")
	}
	for i := range 5 {
		if enter("10.0.0.1") == nil {
			t.Errorf("connection %d of a proxy was refused", i+1)
		}
	}
	first.Close()
	first.Close()
	if enter("192.0.2.1") == nil || enter("192.0.2.1") != nil {
		t.Errorf("one has left, so one fits")
	}
	if enter("2001:db8::1") == nil || enter("2001:db8::2") == nil || enter("2001:db8::3") != nil {
		t.Errorf("a block of IPv6 is one address")
	}
}

// TestCrowdMakesRoom: whoever has most gives up the connection that waits longest,
// then the one that works longest, and who has least gets in.
func TestCrowdMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(4, 3, nil)
		enter := func(from string) (*member, net.Conn) {
			conn, other := connect(from)
			return c.enter(conn), other
		}
		few, kept := enter("192.0.2.1")
		busy, atWork := enter("192.0.2.2")
		c.state(busy, http.StateActive)
		_, silent := enter("192.0.2.2")
		third, _ := enter("192.0.2.2")
		fresh, _ := enter("192.0.2.3")
		if fresh == nil || !isClosed(silent) || isClosed(kept) || isClosed(atWork) {
			t.Errorf("of who has most, the one that waits longest was not chosen")
		}
		c.state(third, http.StateActive)
		c.state(few, http.StateActive)
		if late, _ := enter("192.0.2.2"); late != nil {
			t.Errorf("who has most, and all at work, was given one more")
		}
		if late, _ := enter("192.0.2.4"); late == nil || !isClosed(atWork) || isClosed(kept) {
			t.Errorf("who has least was kept out by who has most")
		}
		if c.open != 4 || len(c.places) != 4 || c.largest != 1 || len(c.sizes[1]) != 4 {
			t.Errorf("%d are open from %d places, at most %d from one", c.open, len(c.places), c.largest)
		}
		for _, m := range []*member{few, third, fresh} {
			m.Close()
		}
		if c.open != 1 || len(c.places) != 1 || len(c.sizes) != 1 {
			t.Errorf("%d are open from %d places after three were closed", c.open, len(c.places))
		}
	})
}

// TestCrowdIsCountedRight: whatever comes and goes, in any order, the books are right.
func TestCrowdIsCountedRight(t *testing.T) {
	c := newCrowd(20, 8, nil)
	random := rand.New(rand.NewPCG(1, 2))
	var members []*member
	for range 5_000 {
		if conn, other := connect(fmt.Sprint("192.0.2.", random.IntN(9))); random.IntN(2) == 0 {
			if m := c.enter(conn); m != nil {
				members = append(members, m)
			}
			other.Close()
		}
		if len(members) > 0 {
			m := members[random.IntN(len(members))]
			switch random.IntN(4) {
			case 0:
				m.Close()
			case 1:
				c.state(m, http.StateIdle)
			default:
				c.state(m, http.StateActive)
			}
		}
		open, largest := 0, 0
		for _, p := range c.places {
			open, largest = open+p.size(), max(largest, p.size())
			if !c.sizes[p.size()][p] {
				t.Fatalf("a place of %d is not among those", p.size())
			}
		}
		if open != c.open || largest != c.largest || open > 20 || largest > 8 {
			t.Fatalf("%d are open and %d of one place; the books say %d and %d", open, largest, c.open, c.largest)
		}
	}
}

// pipes is a listener of connections of a test.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestUnreadAnswersEnd: a stream whose reader takes nothing any more is over when
// a piece of it has waited ten seconds; one that is read goes on.
func TestUnreadAnswersEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Duration, 1)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begun := time.Now()
			for {
				if _, err := io.WriteString(w, "data: news\n\n"); err != nil || r.Context().Err() != nil {
					break
				}
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
			ended <- time.Since(begun)
		})
		counts, err := newCounts(nil)
		if err != nil {
			t.Fatal(err)
		}
		s := &Server{options: Options{Log: slog.New(slog.DiscardHandler), Trace: func(r *http.Request, _ string) (context.Context, func(string, string, int)) {
			return r.Context(), func(string, string, int) {}
		}}, counts: counts, crowd: newCrowd(9, 9, nil)}
		server, listener := s.server(t.Context(), s.watch(handler)), make(pipes, 1)
		go server.Serve(listener)
		conn, reader := connect("192.0.2.1")
		listener <- conn
		io.WriteString(reader, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
		read := bufio.NewReader(reader)
		for news := 0; news < 60; {
			line, err := read.ReadString('\n')
			if err != nil {
				t.Fatalf("it was read and ended: %v", err)
			}
			if strings.HasPrefix(line, "data:") {
				news++
			}
		}
		if got := <-ended; got < 69*time.Second || got > 72*time.Second {
			t.Errorf("it ended after %v, want ten seconds after the sixty it was read", got)
		}
		close(listener)
		server.Close()
	})
}

func TestConnectionsAreCounted(t *testing.T) {
	s := start(t, nil)
	send(t, "GET", s.URL()+"/healthz")
	families, err := s.counts.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "thirdplace_http_connections" && f.GetMetric()[0].GetGauge().GetValue() == 1 {
			return
		}
	}
	t.Errorf("no series says that one is open: %v", families)
}
