module github.com/edclusters/thirdplace

go 1.26
