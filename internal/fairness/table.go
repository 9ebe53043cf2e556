package fairness

import (
	"fmt"
	"io"
)

// Table writes years as a table in Markdown: the mean of each figure over the
// years, with balance and without.
func Table(w io.Writer, balanced, plain []Result) error {
	rows := []struct {
		name   string
		number string
		of     func(Result) float64
	}{
		{"needs served", "%.1f %%", func(r Result) float64 { return 100 * r.ServedShare() }},
		{"needs not served, though somebody would have said yes", "%.1f", func(r Result) float64 { return float64(r.Missed) }},
		{"days until a yes, mean", "%.1f", func(r Result) float64 { return r.MeanWait }},
		{"days until a yes, nine in ten", "%.0f", func(r Result) float64 { return float64(r.LongWait) }},
		{"requests for each need", "%.2f", func(r Result) float64 { return float64(r.Asked) / float64(r.Needs) }},
		{"requests nobody answered", "%.0f", func(r Result) float64 { return float64(r.Unanswered) }},
		{"times somebody tired of being asked", "%.0f", func(r Result) float64 { return float64(r.Tired) }},
		{"people who gave no visit in the year", "%.0f %%", func(r Result) float64 { return 100 * r.Idle }},
		{"Gini coefficient of visits given", "%.3f", func(r Result) float64 { return r.LoadGini }},
		{"Gini coefficient of requests", "%.3f", func(r Result) float64 { return r.AskedGini }},
		{"nDCG@10 of lists", "%.3f", func(r Result) float64 { return r.NDCG }},
		{"nDCG@10, who has no time counted as nobody", "%.3f", func(r Result) float64 { return r.Reachable }},
	}
	if _, err := fmt.Fprintln(w, "| | with balance | without |\n| --- | --- | --- |"); err != nil {
		return err
	}
	for _, row := range rows {
		line := "| %s | " + row.number + " | " + row.number + " |\n"
		if _, err := fmt.Fprintf(w, line, row.name, mean(balanced, row.of), mean(plain, row.of)); err != nil {
			return err
		}
	}
	return nil
}

func mean(years []Result, of func(Result) float64) float64 {
	sum := 0.0
	for _, r := range years {
		sum += of(r) / float64(len(years))
	}
	return sum
}
