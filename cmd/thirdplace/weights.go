package main

import (
	"os"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// weightsFlag declares the flag of commands that rank.
func weightsFlag(s *settings) *string {
	return s.text("weights", "", "`FILE` of weights for the model, as tune writes it; what it leaves out is as the program has it")
}

// readWeights reads a file of weights; nil where none is named.
func readWeights(name string) (*match.Weights, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	weights, err := match.ReadWeights(file)
	var faults fault.Fields
	faults.Add(name, err)
	return &weights, faults.Err()
}
