package quality

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/edclusters/thirdplace/internal/app"
)

// Report says how well a set is ranked, by the model and by its words alone.
type Report struct {
	Needs  int   `json:"needs"`
	Judged int   `json:"judged"` // needs with an offer worth something
	Offers int   `json:"offers"`
	Pairs  int   `json:"pairs"` // worth something
	Left   int   `json:"left"`  // judgements of what the files have not got
	Rows   []Row `json:"rows"`
	// Embeddings is what they add to the model's NDCG; nil where there are none.
	Embeddings *Difference `json:"embeddings,omitempty"`
}

// Difference is by how much a mean is above another, and how probable as large a
// difference either way is by chance: see Compare.
type Difference struct {
	Gain float64 `json:"gain"`
	P    float64 `json:"p"`
}

// Row is one way to rank, measured.
type Row struct {
	Name   string  `json:"name"`
	NDCG   float64 `json:"ndcg10"`
	MRR    float64 `json:"mrr"`
	Recall float64 `json:"recall100"`
	Cover  float64 `json:"coverage10"`
	Gini   float64 `json:"gini"`
	Filled float64 `json:"filled"`
	Gain   float64 `json:"gain"` // of NDCG over BM25
	P      float64 `json:"p"`    // see Compare
}

// yardstick is the row that others are compared with.
const yardstick = "BM25"

// Evaluate ranks a set that is imported and measures it.
func Evaluate(ctx context.Context, service *app.Service, set *Set) (Report, error) {
	r := Report{Needs: len(set.Needs), Offers: len(set.Offers), Left: set.Left}
	for _, judged := range set.Grades {
		r.Pairs += len(judged)
	}
	variants := []Variant{{Name: "model"}, WordsAlone(yardstick, 1), WordsAlone("BM25, title three times", 3)}
	_, embedded := service.EmbeddingUse()
	if embedded {
		variants = append(variants, withoutMeaning())
	}
	lists, err := Rank(ctx, service, set.Needs, variants)
	if err != nil {
		return r, err
	}
	var figures []Figures
	for i := range variants {
		figures = append(figures, Measure(set.Needs, lists[i], set.Grades, len(set.Offers)))
	}
	bm25 := figures[1]
	r.Judged = bm25.Judged
	for i, f := range figures {
		row := Row{Name: variants[i].Name, NDCG: f.NDCG, MRR: f.MRR, Recall: f.Recall, Cover: f.Cover, Gini: f.Gini, Filled: f.Filled}
		row.Gain, row.P = Compare(f.PerNeed, bm25.PerNeed)
		r.Rows = append(r.Rows, row)
	}
	if embedded {
		r.Embeddings = new(Difference)
		r.Embeddings.Gain, r.Embeddings.P = Compare(figures[0].PerNeed, figures[len(figures)-1].PerNeed)
	}
	return r, nil
}

// Write writes the report as a table for people.
func (r Report) Write(to io.Writer) error {
	fmt.Fprintf(to, "%d needs, %d of them with an offer worth something, %d offers, %d pairs\n\n", r.Needs, r.Judged, r.Offers, r.Pairs)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tnDCG@10\tMRR\tRecall@100\tcoverage@10\tGini\tfilled\tover BM25\tp\t")
	for _, row := range r.Rows {
		fmt.Fprintf(table, "%s\t%.4f\t%.4f\t%.4f\t%.3f\t%.3f\t%.3f\t", row.Name, row.NDCG, row.MRR, row.Recall, row.Cover, row.Gini, row.Filled)
		if row.Name == yardstick {
			fmt.Fprintln(table, "\t\t")
		} else {
			fmt.Fprintf(table, "%+.4f\t%.4f\t\n", row.Gain, row.P)
		}
	}
	err := table.Flush()
	if r.Embeddings != nil {
		fmt.Fprintf(to, "\nEmbeddings: %+.4f nDCG@10 over the model without them, p %.4f\n", r.Embeddings.Gain, r.Embeddings.P)
	}
	return err
}
