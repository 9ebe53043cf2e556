// Package fairness plays a year of a cluster, to see what the order of a list
// does to the people on it: needs arrive, teachers ask whom they find first,
// people accept, have no time, or tire of being asked. The year is played with
// balance and without it, over the same needs and the same people, so that the
// two differ by the order alone.
//
// Everything is drawn from a seed. The people and needs are invented; the ranking
// is that of package match. What is measured says how two orders compare, not
// how a real cluster fares.
//
// Start at Play, then read town.go (who is there), year.go (what happens on a day)
// and chart.go (the picture).
package fairness
