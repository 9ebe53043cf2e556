package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Progress is how far an import is.
type Progress struct {
	Lines   int   // read so far
	Waiting int   // for what they refer to; tried again when the files are read
	Read    int64 // bytes of the files as they lie on the disk
	Total   int64 // bytes of all files; 0 if that is not known
	Elapsed time.Duration
	Done    bool // nothing more comes
}

// Rate returns the lines read in a second; 0 while that is not known.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Lines) / p.Elapsed.Seconds()
}

// Remaining estimates the time until the files are read, if the rest takes as
// long as the beginning did; ok is false while there is nothing to go by.
func (p Progress) Remaining() (left time.Duration, ok bool) {
	if p.Total <= 0 || p.Read <= 0 || p.Read > p.Total {
		return 0, false
	}
	rest := float64(p.Total-p.Read) / float64(p.Read)
	return time.Duration(rest * float64(p.Elapsed)), true
}

// String returns the progress as one line for a terminal, such as
// "41,000 lines, 62%, 9,800 a second, 3s left".
func (p Progress) String() string {
	parts := []string{grouped(p.Lines) + " lines"}
	left, known := p.Remaining()
	if known && !p.Done {
		parts = append(parts, fmt.Sprintf("%d%%", 100*p.Read/p.Total))
	}
	if rate := p.Rate(); rate > 0 {
		parts = append(parts, grouped(int(rate))+" a second")
	}
	if p.Waiting > 0 {
		parts = append(parts, grouped(p.Waiting)+" waiting")
	}
	if known && !p.Done {
		parts = append(parts, left.Round(time.Second).String()+" left")
	}
	return strings.Join(parts, ", ")
}

// grouped writes a number with a comma before each three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// everyTick is the least time between two reports of progress.
const everyTick = 100 * time.Millisecond

// meter measures an import and reports it. One without a listener does nothing.
type meter struct {
	report  func(Progress)
	now     func() time.Time
	started time.Time
	last    time.Time
	state   Progress
	before  int64 // bytes of the files that are finished
	lines   int   // of those files
}

func newMeter(report func(Progress), total int64, now func() time.Time) *meter {
	start := now()
	return &meter{report: report, now: now, started: start, last: start, state: Progress{Total: total}}
}

// tick notes the line being read and how much of its file was.
func (m *meter) tick(line int, offset int64, waiting int) {
	m.state.Lines, m.state.Read, m.state.Waiting = m.lines+line, m.before+offset, waiting
	m.tell(false)
}

// endFile notes that a file was read to its end.
func (m *meter) endFile(offset int64) {
	m.lines, m.before = m.state.Lines, m.before+offset
	m.state.Read = m.before
}

// wait notes how many lines still wait.
func (m *meter) wait(lines int) {
	m.state.Waiting = lines
	m.tell(false)
}

func (m *meter) end() {
	m.state.Waiting, m.state.Done = 0, true
	m.tell(true)
}

func (m *meter) tell(always bool) {
	if m.report == nil {
		return
	}
	now := m.now()
	if !always && now.Sub(m.last) < everyTick {
		return
	}
	m.last = now
	m.state.Elapsed = now.Sub(m.started)
	m.report(m.state)
}
