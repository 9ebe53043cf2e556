package eic

import (
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Day is a calendar day, counted from 1970-01-01 as day 1, so that the zero
// value means "not said". In text it is "2031-02-01".
type Day int32

const secondsPerDay = 24 * 60 * 60

// DayOf returns the calendar day of a moment in that moment's own time zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/secondsPerDay) + 1
}

// ParseDay reads "2031-02-01"; years 1971 to 9999. Empty stays 0.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1971 {
		return 0, fault.At("", fault.NotADay, clip(s))
	}
	return DayOf(t), nil
}

// Time returns the day's midnight in UTC.
func (d Day) Time() time.Time { return time.Unix((int64(d)-1)*secondsPerDay, 0).UTC() }

// String returns the day as "2031-02-01", or "" if not said.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Weekday returns the day's place in the week.
func (d Day) Weekday() Weekday { return Weekday((int(d.Time().Weekday())+6)%7 + 1) }

// MarshalText writes the day.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDay(string(b))
	return err
}

// Window is a span of days that includes both ends. An end that is not said is
// open; the zero value is any time.
type Window struct {
	Start Day `json:"start,omitzero"`
	End   Day `json:"end,omitzero"`
}

// NewWindow makes a window; one that ends before it starts is Invalid.
func NewWindow(start, end Day) (Window, error) {
	if start != 0 && end != 0 && end < start {
		return Window{}, fault.At("end", fault.WindowReversed, start, end)
	}
	return Window{start, end}, nil
}

// Said reports whether the window says anything.
func (w Window) Said() bool { return w != Window{} }

// Has reports whether the day lies in the window.
func (w Window) Has(d Day) bool { return (w.Start == 0 || d >= w.Start) && (w.End == 0 || d <= w.End) }

// And returns the days both windows have, and false if there are none.
func (w Window) And(v Window) (Window, bool) {
	both := Window{max(w.Start, v.Start), w.End}
	if w.End == 0 || (v.End != 0 && v.End < w.End) {
		both.End = v.End
	}
	return both, both.Start == 0 || both.End == 0 || both.Start <= both.End
}

// Days returns how many days the window has, or 0 if an end is open.
func (w Window) Days() int {
	if w.Start == 0 || w.End == 0 {
		return 0
	}
	return int(w.End-w.Start) + 1
}

// Availability is a window and the days of the week in it; no weekdays means all.
type Availability struct {
	Window
	Weekdays Set[Weekday] `json:"weekdays,omitzero"`
}

// Check refuses an availability without a single day.
func (a Availability) Check() error {
	var faults fault.Fields
	_, err := NewWindow(a.Start, a.End)
	faults.Add("", err)
	if days := a.Window.Days(); err == nil && days > 0 && days < 7 && !a.Weekdays.Empty() && a.first() == 0 {
		faults.Say("weekdays", fault.EmptyPeriod)
	}
	return faults.Err()
}

func (a Availability) first() Day {
	for d := a.Start; d <= a.End; d++ {
		if a.Weekdays.Has(d.Weekday()) {
			return d
		}
	}
	return 0
}
