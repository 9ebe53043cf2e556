package match

import "github.com/edclusters/thirdplace/internal/eic"

// meetingDays counts the days on which a need and an offer could meet, at most
// most: days of the need's window, of the offer's window and of its
// availability, from today and the offer's lead days on. span is from the first
// of them to the last counted.
func meetingDays(n *eic.Need, o *eic.Offer, today eic.Day, most int) (days int, span eic.Window) {
	both, ok := n.Window.And(o.Window())
	if ok {
		both, ok = both.And(eic.Window{Start: earliest(o, today)})
	}
	for day := both.Start; ok && days < most; {
		run := nextRun(o.Availability, both, day)
		if run.Start == 0 {
			break
		}
		if days == 0 {
			span.Start = run.Start
		}
		count := most - days
		if run.End != 0 {
			count = min(count, run.Days())
		}
		days += count
		span.End = run.Start + eic.Day(count) - 1
		day = span.End + 1
	}
	return days, span
}

// earliest is the first day on which an offer can be had.
func earliest(o *eic.Offer, today eic.Day) eic.Day { return max(1, today+eic.Day(o.LeadDays)) }

// nextRun returns the first days in a row, from a day on, that lie in the window
// and in one availability; an availability with weekdays gives one day at a
// time. The zero window means that there are none, an open end no end.
func nextRun(list []eic.Availability, within eic.Window, from eic.Day) eic.Window {
	rest := eic.Window{Start: max(within.Start, from), End: within.End}
	if rest.End != 0 && rest.Start > rest.End {
		return eic.Window{}
	}
	if len(list) == 0 {
		return rest
	}
	var first eic.Window
	for _, a := range list {
		run, ok := rest.And(a.Window)
		if ok && !a.Weekdays.Empty() {
			run, ok = nextWeekday(a.Weekdays, run)
		}
		if ok && (first.Start == 0 || run.Start < first.Start) {
			first = run
		}
	}
	return first
}

// nextWeekday returns the first day of a window that is one of the weekdays.
func nextWeekday(weekdays eic.Set[eic.Weekday], in eic.Window) (eic.Window, bool) {
	for day := in.Start; day < in.Start+7 && in.Has(day); day++ {
		if weekdays.Has(day.Weekday()) {
			return eic.Window{Start: day, End: day}, true
		}
	}
	return eic.Window{}, false
}
