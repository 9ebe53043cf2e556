package limit

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)} }

var here = netip.MustParseAddr("192.0.2.1")

func rates(c *clock) *Rates {
	r := RateOf(60_000) // a person: 1,000 units a second, 60 writes and 6 failures a minute
	return NewRates(r, c.now)
}

// refusedFor returns for how long an error says to wait; 0 for none.
func refusedFor(t *testing.T, err error) time.Duration {
	t.Helper()
	if err == nil {
		return 0
	}
	e, ok := err.(*fault.Error)
	if !ok || e.Kind != fault.Limited || e.RetryAfter <= 0 {
		t.Fatalf("got %v, want a Limited with a time to come back", err)
	}
	return e.RetryAfter
}

func TestChargeIsByCost(t *testing.T) {
	c := newClock()
	r := rates(c)
	ana := Asker{"ana", here}
	for range 2 {
		if err := r.Charge(ana, 30_000); err != nil {
			t.Fatal(err)
		}
	}
	if got := refusedFor(t, r.Charge(ana, 500)); got != 500*time.Millisecond {
		t.Errorf("500 units of an empty bucket are there after %v, want 500ms", got)
	}
	if err := r.Charge(Asker{"ben", here}, 60_000); err != nil {
		t.Errorf("another person of the same address: %v", err)
	}
	c.at = c.at.Add(500 * time.Millisecond)
	if err := r.Charge(ana, 500); err != nil {
		t.Errorf("after the time that was said: %v", err)
	}
}

func TestChargeOfMoreThanThereIs(t *testing.T) {
	c := newClock()
	r := rates(c)
	if err := r.Charge(Asker{"ana", here}, 1_000_000); err != nil {
		t.Errorf("what is dearer than a bucket may be asked of a full one: %v", err)
	}
	if got := refusedFor(t, r.Charge(Asker{"ana", here}, 1)); got > time.Millisecond {
		t.Errorf("a unit is there after %v, want 1ms", got)
	}
}

func TestChargeOfAnAddress(t *testing.T) {
	c := newClock()
	r := rates(c)
	for i := range 10 {
		if err := r.Charge(Asker{fmt.Sprint(i), here}, 60_000); err != nil {
			t.Fatal(err)
		}
	}
	refusedFor(t, r.Charge(Asker{"fresh", here}, 60_000))
	if got := r.people.len(); got != 10 {
		t.Errorf("%d people have buckets, want 10: nothing is taken from whose address may not ask", got)
	}
	if err := r.Charge(Asker{"fresh", netip.MustParseAddr("192.0.2.2")}, 60_000); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestWritesAndFailuresHaveTheirOwn(t *testing.T) {
	c := newClock()
	r := rates(c)
	ana := Asker{"ana", here}
	for range 60 {
		if err := r.Write(ana); err != nil {
			t.Fatal(err)
		}
	}
	if got := refusedFor(t, r.Write(ana)); got != time.Second {
		t.Errorf("the next write is possible after %v, want 1s", got)
	}
	for range 6 {
		if err := r.Fail(here); err != nil {
			t.Fatal(err)
		}
	}
	if got := refusedFor(t, r.Fail(here)); got != 10*time.Second {
		t.Errorf("the next failure is possible after %v, want 10s", got)
	}
	if err := r.Charge(ana, 60_000); err != nil {
		t.Errorf("reading is another matter: %v", err)
	}
	if got, want := r.Use(), (RateUse{Writes: 1, Failures: 1}); got != want {
		t.Errorf("%+v were told to wait, want %+v", got, want)
	}
}

func TestNoRates(t *testing.T) {
	var r *Rates
	for name, err := range map[string]error{"charge": r.Charge(Asker{}, 1e9), "write": r.Write(Asker{}), "fail": r.Fail(here)} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBlock(t *testing.T) {
	cases := []struct{ name, address, want string }{
		{"IPv4", "192.0.2.1", "192.0.2.1"},
		{"IPv4 as IPv6", "::ffff:192.0.2.1", "192.0.2.1"},
		{"IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"its neighbour", "2001:db8:1:2::1", "2001:db8:1:2::/64"},
		{"another subscriber", "2001:db8:1:3::1", "2001:db8:1:3::/64"},
		{"with a zone", "fe80::1%eth0", "fe80::/64"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Block(netip.MustParseAddr(c.address)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := Block(netip.Addr{}); got != "?" {
		t.Errorf("no address: got %s", got)
	}
}

// TestMemoryIsBounded: 3,000 addresses share 100 places, and what has not been
// used for a minute goes by itself.
func TestMemoryIsBounded(t *testing.T) {
	c := newClock()
	b := newBuckets(600, 100)
	for i := range 3_000 {
		b.take(fmt.Sprint(i), 1, c.at)
		c.at = c.at.Add(time.Millisecond)
	}
	if got := b.len(); got != 100 {
		t.Errorf("%d buckets, want 100", got)
	}
	c.at = c.at.Add(2 * time.Minute)
	for range 60 {
		b.take("only", 1, c.at)
	}
	if got := b.len(); got != 1 {
		t.Errorf("%d buckets after two minutes, want 1", got)
	}
}

// TestRecentBucketsStay: whoever asks all the time is not forgotten for those who
// pass by.
func TestRecentBucketsStay(t *testing.T) {
	c := newClock()
	b := newBuckets(60, 10)
	b.take("busy", 60, c.at)
	for i := range 1_000 {
		b.take(fmt.Sprint(i), 1, c.at)
		if b.take("busy", 1, c.at) == 0 {
			t.Fatalf("after %d others an empty bucket was full again", i)
		}
	}
}

func TestStreams(t *testing.T) {
	s := NewStreams(3, 2)
	first, err := s.Open(here)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.Open(here); err != nil {
		t.Fatal(err)
	}
	_, err = s.Open(here)
	refusedFor(t, err)
	elsewhere := netip.MustParseAddr("2001:db8::1")
	if _, err = s.Open(elsewhere); err != nil {
		t.Fatal(err)
	}
	_, err = s.Open(elsewhere)
	refusedFor(t, err) // three are open in all
	first()
	first()
	if got := s.Count(); got != 2 {
		t.Errorf("%d are open, want 2: one was released, however often", got)
	}
	if _, err = s.Open(here); err != nil {
		t.Errorf("after one was closed: %v", err)
	}
}
