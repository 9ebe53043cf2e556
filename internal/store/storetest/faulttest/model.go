package faulttest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"
)

// asked is one call, told its answer.
type asked struct {
	register int
	swap     bool
	from     int64
	text     string
}

type told struct {
	value   Value // of a read
	moved   int64 // of a swap that was refused: the version there was instead
	unknown bool  // of a swap: it was made, will be, or never
}

// judge decides whether a history is linearizable, and can draw why not.
func judge(history []porcupine.Operation) (porcupine.CheckResult, porcupine.LinearizationInfo) {
	return porcupine.CheckOperationsVerbose(model(), withoutLosers(history), time.Minute)
}

// withoutLosers leaves out swaps of unknown outcome that tell nothing: those that
// cannot have been made, because the version they would have made is known to have
// another text, and, where nobody saw that version, all but the one that was asked
// for first. It changes no verdict: each of the former may as well never happen, and the
// first of the latter may happen whenever another of them may. It spares the search
// all ways to place them.
func withoutLosers(history []porcupine.Operation) []porcupine.Operation {
	type version struct {
		register int
		number   int64
	}
	texts, first := map[version]string{}, map[version]porcupine.Operation{}
	for _, o := range history {
		ask, answer := o.Input.(asked), o.Output.(told)
		made := version{ask.register, ask.from + 1}
		switch {
		case !ask.swap:
			texts[version{ask.register, answer.value.Version}] = answer.value.Text
		case answer.unknown:
			if f, there := first[made]; !there || o.Call < f.Call {
				first[made] = o
			}
		case answer.moved == 0:
			texts[made] = ask.text
		}
	}
	return slices.DeleteFunc(slices.Clone(history), func(o porcupine.Operation) bool {
		ask, answer := o.Input.(asked), o.Output.(told)
		if !answer.unknown {
			return false
		}
		made := version{ask.register, ask.from + 1}
		if text, known := texts[made]; known {
			return text != ask.text
		}
		return first[made].Input.(asked).text != ask.text
	})
}

// model is one record as calls see it that happen one after the other.
func model() porcupine.Model {
	return porcupine.Model{
		Partition: byRegister,
		Init:      func() any { return Value{1, Beginning} },
		Step: func(state, ask, answer any) (bool, any) {
			return happens(state.(Value), ask.(asked), answer.(told))
		},
		DescribeOperation: func(ask, answer any) string { return describe(ask.(asked), answer.(told)) },
		DescribeState:     func(state any) string { return fmt.Sprintf("%+v", state) },
	}
}

// happens says whether a call may be answered so while a record is as it is,
// and what the record is after it. A swap of unknown outcome may happen at any
// later moment, and so also when it has no effect any more, which is as if it
// had never happened.
func happens(now Value, ask asked, answer told) (bool, Value) {
	after := Value{now.Version + 1, ask.text}
	switch {
	case !ask.swap:
		return answer.value == now, now
	case answer.unknown && ask.from != now.Version:
		return true, now
	case answer.unknown:
		return true, after
	case answer.moved != 0:
		return answer.moved == now.Version && ask.from != now.Version, now
	}
	return ask.from == now.Version, after
}

// byRegister takes a history apart: records do not know of each other.
func byRegister(history []porcupine.Operation) [][]porcupine.Operation {
	var parts [][]porcupine.Operation
	for _, o := range slices.SortedStableFunc(slices.Values(history), func(a, b porcupine.Operation) int {
		return cmp.Compare(a.Input.(asked).register, b.Input.(asked).register)
	}) {
		n := len(parts)
		if n == 0 || parts[n-1][0].Input.(asked).register != o.Input.(asked).register {
			parts = append(parts, nil)
			n++
		}
		parts[n-1] = append(parts[n-1], o)
	}
	return parts
}

func describe(ask asked, answer told) string {
	if !ask.swap {
		return fmt.Sprintf("read %d: %d %q", ask.register, answer.value.Version, answer.value.Text)
	}
	outcome := "done"
	switch {
	case answer.unknown:
		outcome = "unknown"
	case answer.moved != 0:
		outcome = fmt.Sprintf("is at %d", answer.moved)
	}
	return fmt.Sprintf("swap %d from %d to %q: %s", ask.register, ask.from, ask.text, outcome)
}
