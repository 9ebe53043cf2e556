package limit

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Lane lets so many operations work at once on a database. The next ones wait
// their turn, first come first served; those that would wait longer than anybody
// wants to are refused at once rather than late, so that what is served is served
// quickly however much is asked. Nobody has more than their share of operations in
// it, so that one who asks everything at once does not fill the queue for all.
type Lane struct {
	width, waitingMost int
	eachMost           int
	patience           time.Duration
	now                func() time.Time

	mu      sync.Mutex
	atWork  int
	each    map[string]int // who is at work or waits, how often
	waiting *list.List     // of *turn
	took    time.Duration  // about how long one works lately
	use     LaneUse
}

// turn is somebody's place in the queue; given is closed when it is theirs.
type turn struct {
	given chan struct{}
}

// LaneConfig says how wide a lane is. All fields are needed but Each and Now.
type LaneConfig struct {
	Width    int           // operations at work at once
	Waiting  int           // operations that may wait
	Each     int           // operations of one asker, at work or waiting; Width if that is more
	Patience time.Duration // how long one may wait
	Now      func() time.Time
}

// LaneUse is how a lane fares.
type LaneUse struct {
	AtWork, Waiting int
	Admitted        uint64        // operations that came to work
	Waited          time.Duration // by all of those together
	Crowded         uint64        // refused at once: too many before them
	Impatient       uint64        // refused after waiting in vain
}

// NewLane makes an empty lane.
func NewLane(c LaneConfig) *Lane {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Lane{width: c.Width, waitingMost: c.Waiting, eachMost: max(c.Width, c.Each), patience: c.Patience, now: c.Now, waiting: list.New(), each: map[string]int{}}
}

// Enter waits for a turn of somebody, by any name. It is refused as Limited when that would be, or was, too
// long, and ends with ctx. leave gives the turn on; it must be called, and may be
// more than once.
func (l *Lane) Enter(ctx context.Context, who string) (leave func(), err error) {
	begun := l.now()
	l.mu.Lock()
	switch {
	case l.atWork < l.width:
		l.atWork++
		l.each[who]++
		l.mu.Unlock()
		return l.enter(begun, who), nil
	case l.crowded(), l.each[who] >= l.eachMost:
		l.use.Crowded++
		l.mu.Unlock()
		return nil, limited(fault.TooBusy, l.patience)
	}
	mine := &turn{make(chan struct{})}
	at := l.waiting.PushBack(mine)
	l.each[who]++
	l.mu.Unlock()
	impatient := time.NewTimer(l.patience)
	defer impatient.Stop()
	select {
	case <-mine.given:
		return l.enter(begun, who), nil
	case <-impatient.C:
		err = limited(fault.TooBusy, l.patience)
	case <-ctx.Done():
		err = ctx.Err()
	}
	if l.giveUp(at, who) {
		return nil, err
	}
	return l.enter(begun, who), nil // the turn came at the same moment
}

// crowded reports whether one more had better not wait: there are too many, or
// their work, as long as it takes lately, will not be done in time.
func (l *Lane) crowded() bool {
	before := l.waiting.Len()
	return before >= l.waitingMost || l.took*time.Duration(before+1)/time.Duration(l.width) >= l.patience
}

// giveUp leaves the queue; false if the turn has come.
func (l *Lane) giveUp(at *list.Element, who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-at.Value.(*turn).given:
		return false
	default:
	}
	l.waiting.Remove(at)
	l.forget(who)
	l.use.Impatient++
	return true
}

// enter counts one in who has a turn.
func (l *Lane) enter(begun time.Time, who string) (leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.use.Admitted++
	l.use.Waited += now.Sub(begun)
	return sync.OnceFunc(func() { l.leave(now, who) })
}

// leave hands the turn to whoever waits longest.
func (l *Lane) leave(since time.Time, who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(who)
	l.learn(min(l.now().Sub(since), l.patience)) // a stall is not remembered for longer than it matters
	if next := l.waiting.Front(); next != nil {
		close(l.waiting.Remove(next).(*turn).given)
		return
	}
	l.atWork--
}

// forget counts one operation of somebody out.
func (l *Lane) forget(who string) {
	if l.each[who]--; l.each[who] == 0 {
		delete(l.each, who)
	}
}

// learn keeps a moving average of how long work takes.
func (l *Lane) learn(took time.Duration) {
	const memory = 16 // operations
	if l.took == 0 {
		l.took = took
		return
	}
	l.took += (took - l.took) / memory
}

// Use says how the lane fares.
func (l *Lane) Use() LaneUse {
	l.mu.Lock()
	defer l.mu.Unlock()
	use := l.use
	use.AtWork, use.Waiting = l.atWork, l.waiting.Len()
	return use
}
