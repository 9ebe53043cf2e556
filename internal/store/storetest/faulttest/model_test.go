package faulttest

import (
	"math"
	"testing"

	"github.com/anishathalye/porcupine"
)

// TestModel judges histories made by hand. An operation is from one moment to
// another; what is unknown has not ended.
func TestModel(t *testing.T) {
	read := func(call, end int64, v Value) porcupine.Operation {
		return porcupine.Operation{Input: asked{}, Output: told{value: v}, Call: call, Return: end}
	}
	swap := func(call, end, from int64, text string, answer told) porcupine.Operation {
		if answer.unknown {
			end = math.MaxInt64
		}
		return porcupine.Operation{Input: asked{swap: true, from: from, text: text}, Output: answer, Call: call, Return: end}
	}
	first, a, b := Value{1, Beginning}, Value{2, "a"}, Value{3, "b"}
	made, unknown, moved := told{}, told{unknown: true}, func(to int64) told { return told{moved: to} }
	for _, c := range []struct {
		name    string
		history []porcupine.Operation
		legal   bool
	}{
		{"one after the other", []porcupine.Operation{read(0, 1, first), swap(2, 3, 1, "a", made), read(4, 5, a)}, true},
		{"a read while it is swapped, as it was", []porcupine.Operation{swap(0, 9, 1, "a", made), read(4, 5, first)}, true},
		{"a read while it is swapped, as it is", []porcupine.Operation{swap(0, 9, 1, "a", made), read(4, 5, a)}, true},
		{"a read behind", []porcupine.Operation{swap(0, 1, 1, "a", made), read(4, 5, first)}, false},
		{"two reads, back in time", []porcupine.Operation{swap(0, 9, 1, "a", made), read(1, 2, a), read(3, 4, first)}, false},
		{"two winners of one version", []porcupine.Operation{swap(0, 9, 1, "a", made), swap(0, 9, 1, "b", made)}, false},
		{"a winner and a loser", []porcupine.Operation{swap(0, 9, 1, "a", made), swap(0, 9, 1, "b", moved(2))}, true},
		{"a loser without a winner", []porcupine.Operation{swap(0, 9, 1, "b", moved(2))}, false},
		{"refused for its own version", []porcupine.Operation{swap(0, 9, 1, "b", moved(1))}, false},
		{"a text that nobody wrote", []porcupine.Operation{read(0, 1, Value{1, "x"})}, false},
		{"unknown, and never made", []porcupine.Operation{swap(0, 1, 1, "a", unknown), read(4, 5, first)}, true},
		{"unknown, and made later", []porcupine.Operation{swap(0, 1, 1, "a", unknown), read(4, 5, first), read(6, 7, a)}, true},
		{"unknown, and made before it was asked", []porcupine.Operation{read(0, 1, a), swap(2, 3, 1, "a", unknown)}, false},
		{"unknown, made and undone", []porcupine.Operation{swap(0, 1, 1, "a", unknown), read(2, 3, a), read(4, 5, first)}, false},
		{"unknown, and somebody else was first", []porcupine.Operation{swap(0, 1, 1, "x", unknown), swap(2, 3, 1, "a", made), swap(4, 5, 2, "b", made), read(6, 7, b)}, true},
		{"unknown, and known by who was refused", []porcupine.Operation{swap(0, 1, 1, "a", unknown), swap(2, 3, 1, "x", moved(2)), swap(4, 5, 2, "b", made)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := judge(c.history); (got == porcupine.Ok) != c.legal {
				t.Errorf("linearizable: %s, want %t", got, c.legal)
			}
		})
	}
}

// TestRegistersAreApart: what is sound of each record is sound, and what is not is not.
func TestRegistersAreApart(t *testing.T) {
	history := []porcupine.Operation{
		{Input: asked{register: 1, swap: true, from: 1, text: "a"}, Output: told{}, Call: 0, Return: 1},
		{Input: asked{register: 0}, Output: told{value: Value{1, Beginning}}, Call: 2, Return: 3},
		{Input: asked{register: 1}, Output: told{value: Value{2, "a"}}, Call: 4, Return: 5},
	}
	if got, _ := judge(history); got != porcupine.Ok {
		t.Error("two sound records are judged as one that is not")
	}
	history = append(history, porcupine.Operation{Input: asked{register: 0}, Output: told{value: Value{2, "a"}}, Call: 6, Return: 7})
	if got, _ := judge(history); got != porcupine.Illegal {
		t.Error("one of two records is not sound, and that is not found")
	}
}
