"""Operations (Betrieb): what the machines that watch over Lotse may know: requests, lags, and nothing of anybody."""
