package store

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Places knows where postal codes are; all clusters share them.
type Places interface {
	// SavePlaces stores postal codes and says how many were new, changed and as they were.
	SavePlaces(ctx context.Context, places []PostalPlace) (added, updated, unchanged int, err error)
	// Locate returns the points of those codes that are known.
	Locate(ctx context.Context, codes []eic.Postal) (map[eic.Postal]eic.Point, error)
	// ScanPlaces returns at most limit places above a code, in order.
	ScanPlaces(ctx context.Context, after eic.Postal, limit int) ([]PostalPlace, error)
	// Unlocated returns at most limit records, of all clusters and with ids above
	// after, that have a postal code and no point.
	Unlocated(ctx context.Context, after eic.ID, limit int) ([]eic.Record, error)
}

// PostalPlace is where a postal code is.
type PostalPlace struct {
	Postal eic.Postal
	Name   string
	Point  eic.Point
}
