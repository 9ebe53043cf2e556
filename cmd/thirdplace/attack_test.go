package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// attackFor is how long each attack of the long form lasts; docs/security.md says
// what came of it.
var attackFor = flag.Duration("attack", 0, "how long each attack of TestAttack lasts; 0 is a few requests of each, and 500 sockets")

// attackEvery is how often each of the four attackers attacks in the long form: they
// run on the same machine, and are not to measure each other.
const attackEvery = 20 * time.Millisecond

// rssMost is what the program may take under attack, in bytes.
const rssMost = 400 << 20

// attack is something that a hostile client does. One go of it returns what the
// server said or did: "400 INVALID", "closed".
type attack struct {
	name  string
	wants []string // what may be said to it, beside that there was too much
	one   func(*hostile) (said string, err error)
}

// TestAttack starts the real program and attacks it, while a teacher goes on asking
// for matches. The program has to live, to refuse every attack as it should and to
// stay small, and the teacher has to be answered. How quickly is told and not
// judged: it depends on the machine, on which the attackers run too.
func TestAttack(t *testing.T) {
	w := newWorld(t)
	metrics := vacant(t)
	p, polite := w.process("--addr", "127.0.0.1:0", "--metrics-addr", metrics)
	p.start()
	polite.share(1)
	s := &siege{t: t, process: p, polite: polite}
	s.calm = s.watch(func() {})
	s.note("nobody", s.calm, "")
	for _, a := range attacks() {
		s.attack(a)
	}
	for _, a := range s.holds() {
		s.hold(a)
	}
	s.note("afterwards", s.watch(func() {}), "")
	t.Logf("\n%s", strings.Join(s.rows, "\n"))
	if code, said := p.get("/readyz"); code != http.StatusOK {
		t.Errorf("after all attacks: %d %s", code, said)
	}
	p.stop()
}

// siege is the program under attack and those who use it.
type siege struct {
	t       *testing.T
	process *process
	polite  *teller
	calm    observation // before the attack
	rows    []string    // what was seen, as a table
}

// observation is what was seen while something went on.
type observation struct {
	answers []time.Duration // to the polite client, sorted
	later   int             // how often it was told to come back
	cpu     time.Duration   // of the program
	lasted  time.Duration
	rss     int64 // at most
}

func (o observation) p(part float64) time.Duration {
	if len(o.answers) == 0 {
		return 0
	}
	return o.answers[int(part*float64(len(o.answers)-1))]
}

// note adds a row: the attack; the polite client's p50 and p99, each with how many
// times that is of what it was without; the memory in MB; what was said.
func (s *siege) note(name string, seen observation, said string) {
	if seen.later > 0 {
		said += fmt.Sprintf("; the polite client was told to come back %d times", seen.later)
	}
	ratio := func(part float64) float64 { return float64(seen.p(part)) / float64(s.calm.p(part)) }
	s.rows = append(s.rows, fmt.Sprintf("| %-26s | %6.1f | %4.1f | %6.1f | %4.1f | %3d | %s |", name,
		milli(seen.p(.5)), ratio(.5), milli(seen.p(.99)), ratio(.99), seen.rss>>20, said))
}

// breathe looks how the polite client fares without an attack, since a machine has
// other work as well.
func (s *siege) breathe() {
	if *attackFor > 0 {
		s.calm = s.watch(func() {})
	}
}

func milli(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// watch has the teacher ask on, one question every 40 ms, while something is done,
// and for a second at least. That is within what one person may ask.
func (s *siege) watch(do func()) (o observation) {
	s.t.Helper()
	begun, before := time.Now(), s.process.cpu()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	enough, pace := time.NewTimer(time.Second), time.NewTicker(40*time.Millisecond)
	defer pace.Stop()
	for ended := 0; ended < 2; {
		asked := time.Now()
		switch err := s.polite.bees(s.t.Context()); {
		case err == nil:
			o.answers = append(o.answers, time.Since(asked))
		case strings.Contains(err.Error(), `"LIMITED"`):
			o.later++ // and asks again, as it is told to
		default:
			s.t.Errorf("the polite client: %v", err)
		}
		o.rss = max(o.rss, s.process.rss())
		select {
		case <-done:
			done, ended = nil, ended+1
		case <-enough.C:
			ended++
		case <-pace.C:
		}
	}
	if len(o.answers) <= o.later {
		s.t.Errorf("the polite client was answered %d times and told to come back %d times", len(o.answers), o.later)
	}
	slices.Sort(o.answers)
	o.lasted, o.cpu = time.Since(begun), s.process.cpu()-before
	return o
}

// attack attacks from some addresses at once and judges what was said.
func (s *siege) attack(a attack) {
	s.t.Run(a.name, func(t *testing.T) {
		s.breathe()
		var mu sync.Mutex
		said, times := map[string]int{}, 0
		seen := s.watch(func() {
			var attackers sync.WaitGroup
			for i := range 4 {
				attackers.Go(func() {
					h := newHostile(t, s.process.url.Load().(string), i)
					defer h.close()
					h.keepOn(func() {
						got, err := a.one(h)
						if err != nil {
							got = "closed"
						}
						mu.Lock()
						defer mu.Unlock()
						said[got]++
						times++
					})
				})
			}
			attackers.Wait()
		})
		for got := range said {
			if !slices.Contains(append(a.wants, "429 LIMITED"), got) {
				t.Errorf("it was answered %q %d times, want one of %q", got, said[got], a.wants)
			}
		}
		s.judge(t, seen)
		own := seen.cpu - time.Duration(float64(s.calm.cpu)*seen.lasted.Seconds()/s.calm.lasted.Seconds())
		s.note(a.name, seen, fmt.Sprintf("%.2f ms each: %s", milli(max(0, own))/float64(times), counts(said)))
	})
}

// bees asks who could tell a class about bees, as people do while they type.
func (c *teller) bees(ctx context.Context) error {
	var data struct {
		PreviewMatches struct {
			Edges []struct{ Node struct{ Score float64 } }
		}
	}
	err := c.ask(ctx, "", `{ previewMatches(input: {title: "Who keeps bees?"}, first: 1) { edges { node { score } } } }`, nil, &data)
	if err == nil && len(data.PreviewMatches.Edges) == 0 {
		err = errors.New("nobody was found")
	}
	return err
}

// judge fails the test for a program that grew too large. With the race detector,
// or where nobody tells how large it is, that is not known.
func (s *siege) judge(t *testing.T, seen observation) {
	t.Helper()
	if !raced && seen.rss > rssMost {
		t.Errorf("it took %d MB, want at most %d", seen.rss>>20, rssMost>>20)
	}
}

// counts writes what was said how often.
func counts(said map[string]int) string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(said)) {
		all = append(all, fmt.Sprintf("%s (%d)", what, said[what]))
	}
	return strings.Join(all, ", ")
}

// hostile is a client that means no good, at an address of its own.
type hostile struct {
	t    *testing.T
	url  string
	from net.Addr // nil: any
	http *http.Client
}

// newHostile makes the nth attacker. Where every address of 127.0.0.0/8 is this
// machine's each has one.
func newHostile(t *testing.T, url string, n int) *hostile {
	h := &hostile{t: t, url: url}
	if runtime.GOOS == "linux" {
		h.from = &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/250), byte(1+n%250))}
	}
	h.http = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return h.dialer().DialContext(ctx, network, address)
	}}, Timeout: 30 * time.Second}
	return h
}

func (h *hostile) dialer() *net.Dialer { return &net.Dialer{LocalAddr: h.from} }

func (h *hostile) close() { h.http.CloseIdleConnections() }

// keepOn attacks as often as the form of the test says.
func (h *hostile) keepOn(attack func()) {
	if *attackFor == 0 {
		for range 5 {
			attack()
		}
		return
	}
	end, pace := time.Now().Add(*attackFor), time.NewTicker(attackEvery)
	defer pace.Stop()
	for ; time.Now().Before(end); <-pace.C {
		attack()
	}
}

// post sends a body as a query and says how it was answered.
func (h *hostile) post(body io.Reader) (said string, err error) {
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url+"/graphql", body)
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	answer, err := h.http.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(fmt.Sprint(answer.StatusCode, " ", refusedAs(text))), nil
}

// refusedAs is the first error's code in an answer, "" for none.
func refusedAs(text []byte) string {
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if json.Unmarshal(text, &answer) != nil || len(answer.Errors) == 0 {
		return ""
	}
	return answer.Errors[0].Extensions.Code
}

// stat reads a field of /proc about the program; false where there is none.
func (p *process) stat(file string) (string, bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.command.Process.Pid) + "/" + file)
	return string(text), err == nil
}

// rss is how much memory the program takes; 0 where that is not known.
func (p *process) rss() int64 {
	status, ok := p.stat("status")
	_, rest, found := strings.Cut(status, "VmRSS:")
	if !ok || !found {
		return 0
	}
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		p.w.t.Fatal(err)
	}
	return kib << 10
}

// cpu is how long the program has computed; 0 where that is not known.
func (p *process) cpu() time.Duration {
	stat, ok := p.stat("stat")
	_, rest, found := strings.Cut(stat, ") ") // its name may have blanks
	if !ok || !found {
		return 0
	}
	fields := strings.Fields(rest)
	const tick = 10 * time.Millisecond // of Linux, for programs
	var ticks time.Duration
	for _, field := range fields[11:13] { // utime, stime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			p.w.t.Fatal(err)
		}
		ticks += time.Duration(n)
	}
	return ticks * tick
}
