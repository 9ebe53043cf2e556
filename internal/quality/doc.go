// Package quality says how good the matches are: it measures rankings against
// judgements of people, compares them, and fits weights.
//
// Files of needs, offers and judgements become a Set (Open); Rank brings it into
// a Service and ranks every need as the program does, by the model and by any
// Variant of it; Measure turns a ranking into Figures, and Compare says whether
// two differ by more than chance. Plant draws a judged set of any size from the
// topics the program ships, for what no person has judged yet. Fit fits the
// weights of the model to judgements or outcomes.
//
// It owns measures and experiments. Everything it measures is done by packages
// ingest, app and match: there is no second engine here.
package quality
