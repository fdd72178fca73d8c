/** How everything looks: one accent, system letters, dense, and colours that can be read in the light and in the dark. */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: {
    tide: [
      '#eaf6f8',
      '#d3eaee',
      '#a8d6de',
      '#7ac0cc',
      '#58adbd',
      '#3a97a9',
      '#267f91',
      '#1f6876',
      '#1a5762',
      '#12434c',
    ],
    dark: [
      '#d6dadd',
      '#b3babf',
      '#949ca3',
      '#69737b',
      '#3c454c',
      '#2d353b',
      '#232a2f',
      '#1a2024',
      '#13181b',
      '#0d1113',
    ],
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 } } },
  },
});

/** Mantine's own greys for dimmed words are too light to be read on white. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59636b',
    '--mantine-color-placeholder': '#68727a',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-default-border': '#d5dade',
    '--mantine-color-anchor': '#1a5762',
  },
  dark: {
    '--mantine-color-dimmed': '#a3abb1',
    '--mantine-color-placeholder': '#949ca3',
    '--mantine-color-error': '#ff9b93',
    '--mantine-color-body': '#13181b',
    '--mantine-color-default-border': '#333c42',
    '--mantine-color-anchor': '#7ac0cc',
  },
});
