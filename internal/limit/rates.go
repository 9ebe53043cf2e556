package limit

import (
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// A unit of cost is about a value in an answer, some 10 µs of a processor.
const (
	// RequestCost is what it costs to be asked anything at all: to read it, find
	// out who asks and check the document.
	RequestCost = 100

	// An address may be a school's, with everybody in it.
	addressTimes = 10
	// Writes are rare among what people do and dear in what follows from them.
	unitsPerWrite = 1_000
	// A person mistypes; a program that guesses does not stop at thirty.
	unitsPerFailure = 10_000

	mostPeople    = 20_000
	mostAddresses = 20_000
)

// Rates lets everybody ask so much a minute and no more. Nil lets everybody ask
// anything.
type Rates struct {
	now                         func() time.Time
	people, addresses           *buckets // of cost
	writers, writing, mistaking *buckets // of writes by person and address, of failures by address
	use                         [3]atomic.Uint64
}

// RateUse is how often somebody was told to wait.
type RateUse struct{ Cost, Writes, Failures uint64 }

// Use says how often somebody was told to wait.
func (r *Rates) Use() RateUse {
	if r == nil {
		return RateUse{}
	}
	return RateUse{Cost: r.use[cost].Load(), Writes: r.use[writes].Load(), Failures: r.use[failures].Load()}
}

// What is counted of use.
const (
	cost = iota
	writes
	failures
)

// Rate is how much may be asked in a minute, and at any moment, since a bucket
// holds a minute's worth.
type Rate struct {
	Person, Address               int // units of cost
	WritesPerson, WritesAddress   int // mutations
	FailuresAddress               int // tokens that are not good
	RememberPeople, RememberPlace int // how many people and addresses are told apart
}

// RateOf spreads a person's units a minute over the kinds of things that are
// limited.
func RateOf(units int) Rate {
	writes := max(1, units/unitsPerWrite)
	return Rate{
		Person: units, Address: addressTimes * units,
		WritesPerson: writes, WritesAddress: addressTimes * writes,
		FailuresAddress: max(1, units/unitsPerFailure),
		RememberPeople:  mostPeople, RememberPlace: mostAddresses,
	}
}

// NewRates makes full buckets. now is the clock, time.Now by default.
func NewRates(r Rate, now func() time.Time) *Rates {
	if now == nil {
		now = time.Now
	}
	return &Rates{
		now:    now,
		people: newBuckets(r.Person, r.RememberPeople), addresses: newBuckets(r.Address, r.RememberPlace),
		writers: newBuckets(r.WritesPerson, r.RememberPeople), writing: newBuckets(r.WritesAddress, r.RememberPlace),
		mistaking: newBuckets(r.FailuresAddress, r.RememberPlace),
	}
}

// Asker is who asks and from where. Person is any text that names one person,
// empty for nobody; an Address that is not valid stands for all such together.
type Asker struct {
	Person  string
	Address netip.Addr
}

// Name tells askers apart: by person, or else by address.
func (a Asker) Name() string {
	if a.Person != "" {
		return a.Person
	}
	return Block(a.Address)
}

// Charge takes the cost of what is asked, or says when to come back: Limited.
// Nothing is taken from a person for what their address may not ask.
func (r *Rates) Charge(a Asker, units int) error {
	if r == nil {
		return nil
	}
	return r.take(cost, a, units, r.addresses, r.people)
}

// Write is Charge for a mutation, which is counted as one as well.
func (r *Rates) Write(a Asker) error {
	if r == nil {
		return nil
	}
	return r.take(writes, a, 1, r.writing, r.writers)
}

func (r *Rates) take(what int, a Asker, n int, addresses, people *buckets) error {
	now := r.now()
	wait := addresses.take(Block(a.Address), n, now)
	if wait == 0 && a.Person != "" {
		wait = people.take(a.Person, n, now)
	}
	return r.late(what, wait)
}

// late counts and makes a refusal, unless there is nothing to wait for.
func (r *Rates) late(what int, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	r.use[what].Add(1)
	return limited(fault.TooOften, wait)
}

// Fail counts a token, or whatever else somebody proves who they are by, that was
// not good: Limited where an address had too many. A good one is never refused
// for the bad ones of neighbours, since a school has one address.
func (r *Rates) Fail(address netip.Addr) error {
	if r == nil {
		return nil
	}
	return r.late(failures, r.mistaking.take(Block(address), 1, r.now()))
}

// Block is the part of an address that is taken for one place: all of an IPv4
// address, and of an IPv6 address the 64 bits that a subscriber is given at least.
// An IPv4 address that is written as IPv6 is IPv4.
func Block(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if !address.IsValid() {
		return "?"
	}
	if address.Is4() {
		return address.String()
	}
	block, _ := address.Prefix(64) // an IPv6 address has 128 bits
	return block.String()
}
