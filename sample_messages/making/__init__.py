"""Parts of the maker of the sample messages; run ``make_samples.py`` beside this folder."""
