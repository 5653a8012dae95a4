// Tailwind is the only step; its theme is in app/globals.css.
export default { plugins: { '@tailwindcss/postcss': {} } }
