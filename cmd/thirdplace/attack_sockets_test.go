package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// connect opens a connection to the program, for so long, and writes to it.
func (h *hostile) connect(text string, stay time.Duration) (net.Conn, error) {
	conn, err := h.dialer().Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(stay)); err != nil {
		return nil, err
	}
	_, err = io.WriteString(conn, text)
	return conn, err
}

const socketHead = "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"

const slowHead = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"

// hold is an attack by connections that say little and stay. The program has to
// close them in its own time, or to take no more than it bears.
type hold struct {
	name      string
	begin     string
	addresses int           // from how many they come
	stay      time.Duration // at most; then the attacker goes
	wants     []string      // what may become of one
	must      string        // and what must of some; "" for nothing
}

func (s *siege) holds() []hold {
	const long = time.Minute
	offer := eic.DeriveID(eic.FundOfKnowledgeType, eic.ClusterIDOf("tucson"), eic.External{Source: "ndjson", ID: "o1"})
	live := "GET /graphql?query=" + url.QueryEscape(fmt.Sprintf(`subscription{offerChanged(id:"%s"){offer{title}}}`, offer)) +
		" HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + s.keeper() + "\r\n\r\n"
	few, stay := 5, 5*time.Second
	if *attackFor > 0 {
		few, stay = 50, 15*time.Second
	}
	return []hold{
		{"silent connections", "", 20, long, []string{"closed"}, ""},
		{"headers that never end", "POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ", 20, long, []string{"closed", "408"}, ""},
		{"bodies that never come", slowHead + "\r\n", 20, long, []string{"closed", "400", "408"}, ""},
		{"live streams, unread", live, few, stay, []string{"200", "200, still open", "429", "closed"}, "429"},
		{"sockets without a word", socketHead, few, long, []string{"101", "101, closed", "429", "closed"}, "429"},
	}
}

// keeper signs in the person who offers something: hostile here, and with a good
// token.
func (s *siege) keeper() string {
	got := s.process.w.run("token", "--data", s.process.w.dir, "--source", "ndjson", "--person", "p2")
	s.process.w.want(got, exitOK, ".")
	return strings.TrimSpace(got.out)
}

// connections is how many each of these attacks opens.
func connections() int {
	if *attackFor == 0 {
		return 500
	}
	return 10_000
}

// hold attacks by connections and judges what became of them.
func (s *siege) hold(a hold) {
	s.t.Run(a.name, func(t *testing.T) {
		s.breathe()
		var said map[string]int
		seen := s.watch(func() { said = s.open(t, a, connections()) })
		for got := range said {
			if !slices.Contains(a.wants, got) {
				t.Errorf("%d connections came to %q, want one of %q", said[got], got, a.wants)
			}
		}
		if a.must != "" && said[a.must] == 0 {
			t.Errorf("no connection came to %q: %v", a.must, said)
		}
		s.judge(t, seen)
		s.note(a.name, seen, counts(said))
	})
}

// open opens connections, writes the same to each, and waits until all are closed.
// It says how often which status was answered, and "closed" where none was.
func (s *siege) open(t *testing.T, a hold, n int) map[string]int {
	var mu sync.Mutex
	var held sync.WaitGroup
	said := map[string]int{}
	count := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		said[what]++
	}
	for i := range n {
		h := newHostile(t, s.process.url.Load().(string), i%a.addresses)
		conn, err := h.connect(a.begin, a.stay)
		if err != nil {
			count("closed") // there were too many before it
			continue
		}
		held.Go(func() {
			defer conn.Close()
			count(answerOf(conn))
		})
	}
	held.Wait()
	return said
}

// answerOf reads the status that a connection is answered with, and waits until the
// other side closes it; one that it would keep for further requests is not waited for.
func answerOf(conn net.Conn) string {
	from := bufio.NewReader(conn)
	line, err := from.ReadString('\n')
	if err != nil {
		return unansweredBy(err)
	}
	_, rest, _ := strings.Cut(line, " ")
	status, _, _ := strings.Cut(rest, " ")
	if status == "101" || status == "200" {
		if _, err := io.Copy(io.Discard, from); err != nil {
			return status + ", " + unansweredBy(err)
		}
	}
	return status
}

func unansweredBy(err error) string {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "still open"
	}
	return "closed"
}
